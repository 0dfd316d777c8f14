namespace VideoFeat.Bridges.Hevc.Syntax;

/// <summary>Walks the sei_message() structures of one SEI RBSP (H.265, 7.3.5), without allocating; lent as long as the bytes live.</summary>
/// <param name="rbsp">Payload of an SEI NAL unit without emulation prevention bytes, its trailing bits included.</param>
public ref struct SeiMessages(ReadOnlySpan<byte> rbsp)
{
    private ReadOnlySpan<byte> _rest = WithoutTrailingBits(rbsp);

    /// <summary>payloadType of the message under the cursor.</summary>
    public int PayloadType { get; private set; }

    /// <summary>sei_payload() of the message under the cursor.</summary>
    public ReadOnlySpan<byte> Payload { get; private set; }

    /// <summary>Why the walk ended early, as a sentence; null while all is well.</summary>
    public string? Fault { get; private set; }

    /// <summary>Steps to the next message; false at the end or at a fault.</summary>
    public bool MoveNext()
    {
        if (_rest.IsEmpty || Fault is not null)
        {
            return false;
        }

        if (!TryReadNumber(out long type) || !TryReadNumber(out long size))
        {
            Fault = "An SEI message ends inside its payloadType or payloadSize.";
            return false;
        }

        if (size > _rest.Length || type > int.MaxValue)
        {
            Fault = $"An SEI message of type {type} claims {size} bytes; {_rest.Length} are left.";
            return false;
        }

        PayloadType = (int)type;
        Payload = _rest[..(int)size];
        _rest = _rest[(int)size..];
        return true;
    }

    // ff_byte* last_byte: every FF adds 255, the first other byte ends the number.
    private bool TryReadNumber(out long value)
    {
        int ff = _rest.IndexOfAnyExcept((byte)0xFF);
        value = ff < 0 ? 0 : (255L * ff) + _rest[ff];
        _rest = ff < 0 ? default : _rest[(ff + 1)..];
        return ff >= 0;
    }

    // rbsp_trailing_bits() of byte-aligned messages is one byte 80.
    private static ReadOnlySpan<byte> WithoutTrailingBits(ReadOnlySpan<byte> rbsp)
    {
        rbsp = rbsp.TrimEnd((byte)0);
        return rbsp.EndsWith((byte)0x80) ? rbsp[..^1] : rbsp;
    }
}
