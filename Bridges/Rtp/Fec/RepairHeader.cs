using System.Buffers.Binary;

namespace VideoFeat.Bridges.Rtp.Fec;

/// <summary>The FEC header of FlexFEC with flexible masks (RFC 8627, 4.2.2.1): which packets of one source a repair packet protects.</summary>
/// <param name="BaseSequence">Sequence number that mask bit 0 stands for.</param>
/// <param name="Mask">Bit i is set where BaseSequence + i is protected; at most <see cref="MaxSpan"/> bits.</param>
internal readonly record struct RepairHeader(ushort BaseSequence, UInt128 Mask)
{
    /// <summary>Widest mask: 15 + 31 + 64 bits.</summary>
    public const int MaxSpan = 110;

    /// <summary>Bytes of the recovery fields before the masks: flags, length, timestamp.</summary>
    public const int RecoveryBytes = 8;

    private const int ShortSpan = 15, MiddleSpan = 46;

    /// <summary>Packets that are protected.</summary>
    public int Protected => (int)UInt128.PopCount(Mask);

    /// <summary>Bytes of recovery fields, base and masks.</summary>
    public int Bytes => RecoveryBytes + 4 + (Span > ShortSpan ? 4 : 0) + (Span > MiddleSpan ? 8 : 0);

    private int Span => 128 - (int)UInt128.LeadingZeroCount(Mask);

    //  0               1               2               3
    // |0|F|P|X|  CC   |M| PT recovery |        length recovery        |
    // |                          TS recovery                          |
    // |            SN base            |k|          mask [0-14]        |
    // |k|                       mask [15-45]                          |  where the first k is 0
    // |                         mask [46-109], 64 bits                |  where the second k is 0
    // Mask bits run from the most significant down. F is 0 for this form.

    /// <summary>Writes base and masks behind the recovery fields.</summary>
    public void Write(Span<byte> header)
    {
        int span = Span;
        BinaryPrimitives.WriteUInt16BigEndian(header[RecoveryBytes..], BaseSequence);
        uint first = Reversed(0, ShortSpan) | (span <= ShortSpan ? 0x8000u : 0);
        BinaryPrimitives.WriteUInt16BigEndian(header[(RecoveryBytes + 2)..], (ushort)first);
        if (span > ShortSpan)
        {
            uint second = Reversed(ShortSpan, MiddleSpan - ShortSpan) | (span <= MiddleSpan ? 0x8000_0000u : 0);
            BinaryPrimitives.WriteUInt32BigEndian(header[(RecoveryBytes + 4)..], second);
        }

        if (span > MiddleSpan)
        {
            BinaryPrimitives.WriteUInt32BigEndian(header[(RecoveryBytes + 8)..], Reversed(MiddleSpan, 32));
            BinaryPrimitives.WriteUInt32BigEndian(header[(RecoveryBytes + 12)..], Reversed(MiddleSpan + 32, 32));
        }
    }

    /// <summary>Reads base and masks; false where they are cut off, of the fixed form, or empty.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out RepairHeader header)
    {
        header = default;
        if (payload.Length < RecoveryBytes + 4 || payload[0] >> 6 != 0)
        {
            return false;
        }

        uint first = BinaryPrimitives.ReadUInt16BigEndian(payload[(RecoveryBytes + 2)..]);
        UInt128 mask = Mirrored(first, ShortSpan, 0);
        if ((first & 0x8000) == 0)
        {
            if (payload.Length < RecoveryBytes + 8)
            {
                return false;
            }

            uint second = BinaryPrimitives.ReadUInt32BigEndian(payload[(RecoveryBytes + 4)..]);
            mask |= Mirrored(second, MiddleSpan - ShortSpan, ShortSpan);
            if ((second & 0x8000_0000) == 0)
            {
                if (payload.Length < RecoveryBytes + 16)
                {
                    return false;
                }

                mask |= Mirrored(BinaryPrimitives.ReadUInt32BigEndian(payload[(RecoveryBytes + 8)..]), 32, MiddleSpan);
                mask |= Mirrored(BinaryPrimitives.ReadUInt32BigEndian(payload[(RecoveryBytes + 12)..]), 32, MiddleSpan + 32);
            }
        }

        header = new RepairHeader(BinaryPrimitives.ReadUInt16BigEndian(payload[RecoveryBytes..]), mask);

        // A mask wider on the wire than it needs to be would be read back as another length.
        return mask != 0 && header.Bytes == WireBytes(payload);
    }

    private static int WireBytes(ReadOnlySpan<byte> payload) =>
        (payload[RecoveryBytes + 2] & 0x80) != 0 ? RecoveryBytes + 4 : (payload[RecoveryBytes + 4] & 0x80) != 0 ? RecoveryBytes + 8 : RecoveryBytes + 16;

    // Mask bits from..from+count-1 as a field of count bits, the first one on top.
    private uint Reversed(int from, int count)
    {
        uint field = 0;
        for (int i = 0; i < count; i++)
        {
            field |= (uint)((Mask >> (from + i)) & 1) << (count - 1 - i);
        }

        return field;
    }

    private static UInt128 Mirrored(uint field, int count, int to)
    {
        UInt128 mask = 0;
        for (int i = 0; i < count; i++)
        {
            mask |= (UInt128)((field >> (count - 1 - i)) & 1) << (to + i);
        }

        return mask;
    }
}
