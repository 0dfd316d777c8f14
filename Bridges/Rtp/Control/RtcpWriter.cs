using System.Buffers.Binary;
using System.Text;

namespace VideoFeat.Bridges.Rtp.Control;

/// <summary>Writes compound RTCP datagrams into a buffer of its own; the mirror of <see cref="RtcpPacket"/>. Clear, write in order, take <see cref="Written"/>.</summary>
internal sealed class RtcpWriter
{
    /// <summary>Longest datagram: what crosses any path unfragmented.</summary>
    public const int MaxBytes = 1200;

    /// <summary>Most numbers that one NACK lists; the rest goes into a later one.</summary>
    public const int MaxNackFields = 200;

    private readonly byte[] _buffer = new byte[MaxBytes];
    private int _length;

    /// <summary>The datagram so far; lent until the next write.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    public void Clear() => _length = 0;

    public void SenderReport(SenderInfo info)
    {
        Span<byte> body = Packet(RtcpType.SenderReport, 0, 24);
        BinaryPrimitives.WriteUInt32BigEndian(body, info.Ssrc);
        BinaryPrimitives.WriteUInt64BigEndian(body[4..], info.Ntp);
        BinaryPrimitives.WriteUInt32BigEndian(body[12..], info.Timestamp);
        BinaryPrimitives.WriteUInt32BigEndian(body[16..], info.Packets);
        BinaryPrimitives.WriteUInt32BigEndian(body[20..], info.PayloadBytes);
    }

    /// <summary>An RR with one block, or with none where there is nothing to report yet.</summary>
    public void ReceiverReport(uint ssrc, ReportBlock? report)
    {
        Span<byte> body = Packet(RtcpType.ReceiverReport, report is null ? 0 : 1, report is null ? 4 : 4 + ReportBlock.Bytes);
        BinaryPrimitives.WriteUInt32BigEndian(body, ssrc);
        report?.Write(body[4..]);
    }

    /// <summary>SDES with a CNAME.</summary>
    /// <param name="ssrc">Whose.</param>
    /// <param name="cname">1..255 bytes in UTF-8.</param>
    public void SourceDescription(uint ssrc, string cname)
    {
        int length = Encoding.UTF8.GetByteCount(cname);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, byte.MaxValue, nameof(cname));

        // At least one zero ends the items, then zeros fill the word.
        Span<byte> body = Packet(RtcpType.SourceDescription, 1, (4 + 2 + length + 1 + 3) & ~3);
        body.Clear();
        BinaryPrimitives.WriteUInt32BigEndian(body, ssrc);
        body[4] = 1;
        body[5] = (byte)length;
        Encoding.UTF8.GetBytes(cname, body[6..]);
    }

    /// <summary>APP with how far a sender has come.</summary>
    public void Progress(uint ssrc, StreamProgress progress)
    {
        Span<byte> body = Packet(RtcpType.App, 0, 8 + StreamProgress.Bytes);
        BinaryPrimitives.WriteUInt32BigEndian(body, ssrc);
        StreamProgress.Name.CopyTo(body[4..]);
        progress.Write(body[8..]);
    }

    /// <summary>APP with what a receiver's socket holds.</summary>
    public void ReceiveBuffer(uint ssrc, int bytes)
    {
        Span<byte> body = Packet(RtcpType.App, 0, 12);
        BinaryPrimitives.WriteUInt32BigEndian(body, ssrc);
        RtcpPacket.ReceiveBufferName.CopyTo(body[4..]);
        BinaryPrimitives.WriteInt32BigEndian(body[8..], bytes);
    }

    /// <summary>BYE of one source.</summary>
    public void Bye(uint ssrc) => BinaryPrimitives.WriteUInt32BigEndian(Packet(RtcpType.Bye, 1, 4), ssrc);

    /// <summary>A generic NACK.</summary>
    /// <param name="ssrc">Whose request.</param>
    /// <param name="mediaSsrc">Whose packets.</param>
    /// <param name="missing">Sequence numbers in rising order (as they wrap); what exceeds <see cref="MaxNackFields"/> fields is left out.</param>
    /// <returns>Numbers that are asked for.</returns>
    public int Nack(uint ssrc, uint mediaSsrc, ReadOnlySpan<ushort> missing)
    {
        Span<uint> fields = stackalloc uint[MaxNackFields];
        int count = 0, taken = 0;
        while (taken < missing.Length && count < MaxNackFields)
        {
            ushort first = missing[taken++];
            uint bits = 0;
            while (taken < missing.Length && (ushort)(missing[taken] - first) is >= 1 and <= 16 and var ahead)
            {
                bits |= 1u << (ahead - 1);
                taken++;
            }

            fields[count++] = ((uint)first << 16) | bits;
        }

        Span<byte> body = Feedback(RtcpType.TransportFeedback, RtcpType.GenericNack, ssrc, mediaSsrc, 4 * count);
        for (int i = 0; i < count; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(body[(4 * i)..], fields[i]);
        }

        return taken;
    }

    public void PictureLoss(uint ssrc, uint mediaSsrc) => Feedback(RtcpType.PayloadFeedback, RtcpType.PictureLoss, ssrc, mediaSsrc, 0);

    /// <summary>A FIR.</summary>
    /// <param name="ssrc">Whose request.</param>
    /// <param name="mediaSsrc">Whose pictures.</param>
    /// <param name="number">Goes up with each new command; a repetition keeps it.</param>
    public void FullIntraRequest(uint ssrc, uint mediaSsrc, byte number)
    {
        Span<byte> entry = Feedback(RtcpType.PayloadFeedback, RtcpType.FullIntra, ssrc, 0, 8);
        entry.Clear();
        BinaryPrimitives.WriteUInt32BigEndian(entry, mediaSsrc);
        entry[4] = number;
    }

    private Span<byte> Feedback(byte type, int format, uint ssrc, uint mediaSsrc, int bytes)
    {
        Span<byte> body = Packet(type, format, 8 + bytes);
        BinaryPrimitives.WriteUInt32BigEndian(body, ssrc);
        BinaryPrimitives.WriteUInt32BigEndian(body[4..], mediaSsrc);
        return body[8..];
    }

    private Span<byte> Packet(byte type, int count, int bodyBytes)
    {
        Span<byte> packet = _buffer.AsSpan(_length, 4 + bodyBytes);
        packet[0] = (byte)((Packets.RtpPacket.Version << 6) | count);
        packet[1] = type;
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], (ushort)(bodyBytes / 4));
        _length += packet.Length;
        return packet[4..];
    }
}
