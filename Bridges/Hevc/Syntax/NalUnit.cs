namespace VideoFeat.Bridges.Hevc.Syntax;

/// <summary>A view of one NAL unit inside somebody else's bytes: header and escaped payload, at least 2 bytes, without start code.</summary>
public readonly ref struct NalUnit
{
    /// <summary>Bytes of the NAL unit header (H.265, 7.3.1.2).</summary>
    public const int HeaderBytes = 2;

    /// <exception cref="ArgumentException">Fewer than 2 bytes.</exception>
    public NalUnit(ReadOnlySpan<byte> bytes, int offset = 0)
    {
        if (bytes.Length < HeaderBytes)
        {
            throw new ArgumentException($"A NAL unit has a header of {HeaderBytes} bytes; got {bytes.Length} bytes.", nameof(bytes));
        }

        Bytes = bytes;
        Offset = offset;
    }

    // bit  7          6..1            0 | 7..3           2..0
    //      forbidden  nal_unit_type   nuh_layer_id (6)   nuh_temporal_id_plus1

    /// <summary>Header and payload, emulation prevention bytes still in.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>Position of the header's first byte in the byte stream that was enumerated.</summary>
    public int Offset { get; }

    /// <summary>What follows the header, emulation prevention bytes still in.</summary>
    public ReadOnlySpan<byte> Payload => Bytes[HeaderBytes..];

    /// <summary>nal_unit_type, 0..63.</summary>
    public NalUnitType Type => (NalUnitType)((Bytes[0] >> 1) & 0x3F);

    /// <summary>nuh_layer_id, 0..63; 0 for all that VideoFeat writes.</summary>
    public int LayerId => ((Bytes[0] & 1) << 5) | (Bytes[1] >> 3);

    /// <summary>TemporalId, 0..6; -1 where nuh_temporal_id_plus1 holds its forbidden value 0.</summary>
    public int TemporalId => (Bytes[1] & 7) - 1;

    /// <summary>False where forbidden_zero_bit is set or nuh_temporal_id_plus1 is 0: damaged bytes, or no HEVC.</summary>
    public bool IsHeaderValid => (Bytes[0] & 0x80) == 0 && (Bytes[1] & 7) != 0;
}
