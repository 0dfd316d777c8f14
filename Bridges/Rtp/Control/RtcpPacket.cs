using System.Buffers.Binary;

namespace VideoFeat.Bridges.Rtp.Control;

/// <summary>A view of one packet out of a compound: typed accessors check the lengths of their parts. Made by <see cref="RtcpCompound"/>.</summary>
/// <param name="type">Packet type, 192..223.</param>
/// <param name="count">The five bits of the first byte: a count or a feedback format.</param>
/// <param name="body">What follows the first word, without padding; whole words.</param>
internal readonly ref struct RtcpPacket(byte type, int count, ReadOnlySpan<byte> body)
{
    private const int SenderInfoBytes = 24, CnameItem = 1;

    public byte Type { get; } = type;

    public int Count { get; } = count;

    public ReadOnlySpan<byte> Body { get; } = body;

    /// <summary>SSRC of the packet's sender, which all known packets but SDES and BYE put first; 0 where the body is empty.</summary>
    public uint Ssrc => Body.Length < 4 ? 0 : BinaryPrimitives.ReadUInt32BigEndian(Body);

    /// <summary>SSRC that feedback is about.</summary>
    public uint MediaSsrc => Body.Length < 8 ? 0 : BinaryPrimitives.ReadUInt32BigEndian(Body[4..]);

    /// <summary>True and the sender's part of an SR.</summary>
    public bool TryGetSenderInfo(out SenderInfo info)
    {
        // | SSRC | NTP, 64 | RTP timestamp | packets | bytes |
        info = default;
        if (Type != RtcpType.SenderReport || Body.Length < SenderInfoBytes)
        {
            return false;
        }

        info = new SenderInfo(
            Ssrc,
            BinaryPrimitives.ReadUInt64BigEndian(Body[4..]),
            BinaryPrimitives.ReadUInt32BigEndian(Body[12..]),
            BinaryPrimitives.ReadUInt32BigEndian(Body[16..]),
            BinaryPrimitives.ReadUInt32BigEndian(Body[20..]));
        return true;
    }

    /// <summary>True and the report block of an SR or RR about one source.</summary>
    public bool TryGetReport(uint about, out ReportBlock report)
    {
        int at = Type switch { RtcpType.SenderReport => SenderInfoBytes, RtcpType.ReceiverReport => 4, _ => int.MaxValue };
        for (int i = 0; i < Count && at <= Body.Length - ReportBlock.Bytes; i++, at += ReportBlock.Bytes)
        {
            report = ReportBlock.Read(Body[at..]);
            if (report.Ssrc == about)
            {
                return true;
            }
        }

        report = default;
        return false;
    }

    /// <summary>True where a BYE names the source.</summary>
    public bool SaysBye(uint ssrc)
    {
        for (int i = 0; Type == RtcpType.Bye && i < Count && (4 * i) + 4 <= Body.Length; i++)
        {
            if (BinaryPrimitives.ReadUInt32BigEndian(Body[(4 * i)..]) == ssrc)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True and how far the sender has come, where this is our APP packet about the source.</summary>
    public bool TryGetProgress(uint about, out StreamProgress progress)
    {
        // | SSRC | name, 32 | StreamProgress |
        bool ours = Type == RtcpType.App && Ssrc == about && Body.Length >= 8 + StreamProgress.Bytes && Body[4..8].SequenceEqual(StreamProgress.Name);
        progress = ours ? StreamProgress.Read(Body[8..]) : default;
        return ours;
    }

    /// <summary>Name of our APP packet by which a receiver says what its socket holds.</summary>
    public static ReadOnlySpan<byte> ReceiveBufferName => "VFRB"u8;

    /// <summary>True and the bytes that a receiver's socket holds, where this is our APP packet about them.</summary>
    public bool TryGetReceiveBuffer(out int bytes)
    {
        // | SSRC | name, 32 | bytes, 32 |
        bytes = Type == RtcpType.App && Body.Length >= 12 && Body[4..8].SequenceEqual(ReceiveBufferName) ? BinaryPrimitives.ReadInt32BigEndian(Body[8..]) : 0;
        return bytes > 0;
    }

    /// <summary>CNAME of the first chunk of an SDES, as bytes; empty where there is none.</summary>
    public ReadOnlySpan<byte> Cname
    {
        get
        {
            // | SSRC | item type | length | text | ... | 0 | padding to a word |
            ReadOnlySpan<byte> items = Type == RtcpType.SourceDescription && Count > 0 && Body.Length >= 4 ? Body[4..] : default;
            while (items.Length >= 2 && items[0] != 0 && items.Length >= 2 + items[1])
            {
                if (items[0] == CnameItem)
                {
                    return items.Slice(2, items[1]);
                }

                items = items[(2 + items[1])..];
            }

            return default;
        }
    }

    /// <summary>Adds the sequence numbers that a generic NACK asks for; at most <paramref name="limit"/>.</summary>
    public void AddNacked(List<ushort> numbers, int limit)
    {
        // | sender SSRC | media SSRC | PID, 16 | BLP, 16 | ...
        if (Type != RtcpType.TransportFeedback || Count != RtcpType.GenericNack)
        {
            return;
        }

        for (int at = 8; at + 4 <= Body.Length; at += 4)
        {
            ushort first = BinaryPrimitives.ReadUInt16BigEndian(Body[at..]);
            int bits = (BinaryPrimitives.ReadUInt16BigEndian(Body[(at + 2)..]) << 1) | 1;
            for (int i = 0; i <= 16 && numbers.Count < limit; i++)
            {
                if ((bits >> i & 1) != 0)
                {
                    numbers.Add((ushort)(first + i));
                }
            }
        }
    }

    /// <summary>True where this is a PLI about the source.</summary>
    public bool IsPictureLoss(uint about) => Type == RtcpType.PayloadFeedback && Count == RtcpType.PictureLoss && MediaSsrc == about;

    /// <summary>True and the command's number where this is a FIR with an entry for the source; a number seen before is a repetition.</summary>
    public bool IsFullIntraRequest(uint about, out byte number)
    {
        // | sender SSRC | 0 | SSRC | number, 8 | 0, 24 | ...
        number = 0;
        for (int at = 8; Type == RtcpType.PayloadFeedback && Count == RtcpType.FullIntra && at + 8 <= Body.Length; at += 8)
        {
            if (BinaryPrimitives.ReadUInt32BigEndian(Body[at..]) == about)
            {
                number = Body[at + 4];
                return true;
            }
        }

        return false;
    }
}
