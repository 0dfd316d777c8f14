using System.Buffers.Binary;

namespace VideoFeat.Bridges.Rtp.Packets;

/// <summary>A view of one RTP packet inside somebody else's bytes (RFC 3550, 5.1). Safe on any bytes.</summary>
internal readonly ref struct RtpPacket
{
    /// <summary>Bytes of the header without CSRC list and extension.</summary>
    public const int FixedHeaderBytes = 12;

    /// <summary>RTP version that this reads and writes.</summary>
    public const int Version = 2;

    private RtpPacket(
        RtpHeader header, ReadOnlySpan<byte> contributors, ushort extensionProfile, ReadOnlySpan<byte> extension, ReadOnlySpan<byte> payload, int padding)
    {
        Header = header;
        Contributors = contributors;
        ExtensionProfile = extensionProfile;
        Extension = extension;
        Payload = payload;
        Padding = padding;
    }

    /// <summary>The fields of the fixed header.</summary>
    public RtpHeader Header { get; }

    /// <summary>CSRC list as it stands: four bytes each, big-endian; 0..15 of them.</summary>
    public ReadOnlySpan<byte> Contributors { get; }

    /// <summary>The profile's word of the header extension; 0 where there is none.</summary>
    public ushort ExtensionProfile { get; }

    /// <summary>Bytes of the header extension behind its own head of four; a multiple of four; empty where there is none.</summary>
    public ReadOnlySpan<byte> Extension { get; }

    /// <summary>Payload without padding.</summary>
    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>Bytes of padding, its count byte included; 0..255.</summary>
    public int Padding { get; }

    /// <summary>Reads a datagram; false with what is wrong where it is no RTP packet.</summary>
    public static bool TryParse(ReadOnlySpan<byte> datagram, out RtpPacket packet, out string? fault)
    {
        packet = default;

        //  0               1               2               3
        // |V=2|P|X|  CC   |M|     PT      |       sequence number         |
        // |                           timestamp                           |
        // |                             SSRC                              |
        // |                        CSRC, CC times                         |
        // |      defined by profile       |     length in 32-bit words    |  where X
        if (datagram.Length < FixedHeaderBytes)
        {
            fault = $"RTP packet of {datagram.Length} bytes; the header takes {FixedHeaderBytes}";
            return false;
        }

        if (datagram[0] >> 6 != Version)
        {
            fault = $"RTP version {datagram[0] >> 6}; allowed is {Version}";
            return false;
        }

        bool hasPadding = (datagram[0] & 0x20) != 0;
        bool hasExtension = (datagram[0] & 0x10) != 0;
        int contributorBytes = 4 * (datagram[0] & 0x0F);
        ReadOnlySpan<byte> rest = datagram[FixedHeaderBytes..];
        if (rest.Length < contributorBytes)
        {
            fault = $"RTP packet of {datagram.Length} bytes ends in its {contributorBytes / 4} CSRC";
            return false;
        }

        ReadOnlySpan<byte> contributors = rest[..contributorBytes];
        rest = rest[contributorBytes..];
        ushort profile = 0;
        ReadOnlySpan<byte> extension = default;
        if (hasExtension)
        {
            int words = rest.Length < 4 ? int.MaxValue / 8 : BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
            if (rest.Length < 4 + (4 * words))
            {
                fault = $"RTP packet of {datagram.Length} bytes ends in its header extension";
                return false;
            }

            profile = BinaryPrimitives.ReadUInt16BigEndian(rest);
            extension = rest.Slice(4, 4 * words);
            rest = rest[(4 + (4 * words))..];
        }

        int padding = 0;
        if (hasPadding)
        {
            padding = rest.IsEmpty ? 0 : rest[^1];
            if (padding == 0 || padding > rest.Length)
            {
                fault = $"RTP padding of {padding} bytes in {rest.Length} bytes behind the header";
                return false;
            }
        }

        fault = null;
        var header = new RtpHeader(
            (datagram[1] & 0x80) != 0,
            (byte)(datagram[1] & 0x7F),
            BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]),
            BinaryPrimitives.ReadUInt32BigEndian(datagram[4..]),
            BinaryPrimitives.ReadUInt32BigEndian(datagram[8..]));
        packet = new RtpPacket(header, contributors, profile, extension, rest[..^padding], padding);
        return true;
    }
}
