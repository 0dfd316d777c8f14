using System.Buffers.Binary;
using VideoFeat.Bridges.Rtp.Packets;

namespace VideoFeat.Bridges.Rtp.Fec;

/// <summary>The parity of RFC 8627, 6.2: over a packet's first word, length, timestamp, and all behind the fixed header.</summary>
internal static class RepairParity
{
    /// <summary>XORs a media packet onto the recovery fields and the repair payload.</summary>
    /// <param name="packet">The plain media packet.</param>
    /// <param name="recovery">Recovery fields first; repair payload from <paramref name="payloadAt"/> on.</param>
    /// <param name="payloadAt">Bytes of the FEC header.</param>
    public static void Fold(ReadOnlySpan<byte> packet, Span<byte> recovery, int payloadAt)
    {
        int length = packet.Length - RtpPacket.FixedHeaderBytes;
        recovery[0] ^= packet[0];
        recovery[1] ^= packet[1];
        recovery[2] ^= (byte)(length >> 8);
        recovery[3] ^= (byte)length;
        Xor.Into(recovery.Slice(4, 4), packet.Slice(4, 4));
        Xor.Into(recovery[payloadAt..], packet[RtpPacket.FixedHeaderBytes..]);
    }

    /// <summary>Makes a packet of folded fields, when all protected packets but one are folded in.</summary>
    /// <returns>Its length, or -1 where the fields make no packet.</returns>
    public static int Unfold(ReadOnlySpan<byte> recovery, int payloadAt, ushort sequenceNumber, uint ssrc, Span<byte> packet)
    {
        int length = BinaryPrimitives.ReadUInt16BigEndian(recovery[2..]);
        if (length > recovery.Length - payloadAt || RtpPacket.FixedHeaderBytes + length > packet.Length)
        {
            return -1;
        }

        packet[0] = (byte)((RtpPacket.Version << 6) | (recovery[0] & 0x3F));
        packet[1] = recovery[1];
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], sequenceNumber);
        recovery.Slice(4, 4).CopyTo(packet[4..]);
        BinaryPrimitives.WriteUInt32BigEndian(packet[8..], ssrc);
        recovery.Slice(payloadAt, length).CopyTo(packet[RtpPacket.FixedHeaderBytes..]);
        return RtpPacket.FixedHeaderBytes + length;
    }
}
