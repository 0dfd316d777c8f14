using System.Buffers.Binary;

namespace VideoFeat.Bridges.Rtp.Packets;

/// <summary>Writes RTP packets; the mirror of <see cref="RtpPacket"/>.</summary>
internal static class RtpWriter
{
    /// <summary>Writes a header without CSRC, extension and padding: what this sends.</summary>
    /// <returns>Bytes written: <see cref="RtpPacket.FixedHeaderBytes"/>.</returns>
    public static int WriteHeader(RtpHeader header, Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], header.SequenceNumber);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], header.Timestamp);
        BinaryPrimitives.WriteUInt32BigEndian(destination[8..], header.Ssrc);
        destination[0] = RtpPacket.Version << 6;
        destination[1] = (byte)((header.Marker ? 0x80 : 0) | header.PayloadType);
        return RtpPacket.FixedHeaderBytes;
    }

    /// <summary>Writes a whole packet.</summary>
    /// <param name="header">The fixed header's fields.</param>
    /// <param name="contributors">CSRC list, four bytes each, at most 15.</param>
    /// <param name="extensionProfile">The profile's word; used where <paramref name="extension"/> is given.</param>
    /// <param name="extension">Whole 32-bit words; empty for a packet without extension.</param>
    /// <param name="payload">The payload.</param>
    /// <param name="padding">Bytes of padding, the count byte included; 0..255.</param>
    /// <param name="destination">Takes the packet.</param>
    /// <returns>Bytes written.</returns>
    /// <exception cref="ArgumentException">A part does not fit its field or the destination.</exception>
    public static int Write(
        RtpHeader header,
        ReadOnlySpan<byte> contributors,
        ushort extensionProfile,
        ReadOnlySpan<byte> extension,
        ReadOnlySpan<byte> payload,
        int padding,
        Span<byte> destination)
    {
        if (contributors.Length % 4 != 0 || contributors.Length > 60)
        {
            throw new ArgumentException($"A CSRC list takes 0..15 words; got {contributors.Length} bytes.", nameof(contributors));
        }

        if (extension.Length % 4 != 0 || extension.Length > 4 * ushort.MaxValue)
        {
            throw new ArgumentException($"A header extension takes 0..65535 words; got {extension.Length} bytes.", nameof(extension));
        }

        ArgumentOutOfRangeException.ThrowIfNegative(padding);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(padding, byte.MaxValue);
        int written = WriteHeader(header, destination);
        destination[0] |= (byte)((padding > 0 ? 0x20 : 0) | (extension.IsEmpty ? 0 : 0x10) | (contributors.Length / 4));
        contributors.CopyTo(destination[written..]);
        written += contributors.Length;
        if (!extension.IsEmpty)
        {
            BinaryPrimitives.WriteUInt16BigEndian(destination[written..], extensionProfile);
            BinaryPrimitives.WriteUInt16BigEndian(destination[(written + 2)..], (ushort)(extension.Length / 4));
            extension.CopyTo(destination[(written + 4)..]);
            written += 4 + extension.Length;
        }

        payload.CopyTo(destination[written..]);
        written += payload.Length;
        if (padding > 0)
        {
            destination.Slice(written, padding).Clear();
            written += padding;
            destination[written - 1] = (byte)padding;
        }

        return written;
    }
}
