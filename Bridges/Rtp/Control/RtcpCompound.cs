using System.Buffers.Binary;

namespace VideoFeat.Bridges.Rtp.Control;

/// <summary>Walks the packets of a compound RTCP datagram (RFC 3550, 6.1); reduced-size ones too (RFC 5506). Safe on any bytes.</summary>
/// <param name="datagram">The datagram, decrypted.</param>
internal ref struct RtcpCompound(ReadOnlySpan<byte> datagram)
{
    private const int HeaderBytes = 4;

    private ReadOnlySpan<byte> _rest = datagram;

    /// <summary>The packet under the cursor.</summary>
    public RtcpPacket Current { get; private set; }

    /// <summary>Itself, so that <c>foreach</c> takes it.</summary>
    public readonly RtcpCompound GetEnumerator() => this;

    /// <summary>True where every packet has version 2, a known range of types, and lengths that add up; false with what is wrong.</summary>
    public static bool TryCheck(ReadOnlySpan<byte> datagram, out string? fault)
    {
        var packets = new RtcpCompound(datagram);
        int count = 0;
        while (packets._rest.Length > 0)
        {
            if (packets.Check() is string wrong)
            {
                fault = $"RTCP packet {count}: {wrong}";
                return false;
            }

            packets.MoveNext();
            count++;
        }

        fault = count == 0 ? "RTCP datagram of 0 bytes" : null;
        return count > 0;
    }

    /// <summary>Steps to the next packet; false at the end or where the bytes are no RTCP.</summary>
    public bool MoveNext()
    {
        if (_rest.IsEmpty || Check() is not null)
        {
            return false;
        }

        // |V=2|P| count |     type      |  length in 32-bit words less one |
        int length = Length(_rest);
        int padding = HasPadding(_rest) ? _rest[length - 1] : 0;
        Current = new RtcpPacket(_rest[1], _rest[0] & 0x1F, _rest[HeaderBytes..(length - padding)]);
        _rest = _rest[length..];
        return true;
    }

    private static int Length(ReadOnlySpan<byte> packet) => 4 * (BinaryPrimitives.ReadUInt16BigEndian(packet[2..]) + 1);

    private static bool HasPadding(ReadOnlySpan<byte> packet) => (packet[0] & 0x20) != 0;

    private readonly string? Check()
    {
        if (_rest.Length < HeaderBytes)
        {
            return $"{_rest.Length} bytes; the header takes {HeaderBytes}";
        }

        if (_rest[0] >> 6 != Packets.RtpPacket.Version)
        {
            return $"version {_rest[0] >> 6}; allowed is {Packets.RtpPacket.Version}";
        }

        if (!RtcpType.IsRtcp(_rest))
        {
            return $"type {_rest[1]}; allowed are 192..223";
        }

        int length = Length(_rest);
        if (length > _rest.Length)
        {
            return $"length {length} of {_rest.Length} bytes";
        }

        // Padding is whole words, and only the last packet may have it (RFC 3550, 6.4.1).
        int padding = HasPadding(_rest) ? _rest[length - 1] : 0;
        return HasPadding(_rest) && (length < _rest.Length || padding == 0 || padding % 4 != 0 || padding > length - HeaderBytes)
            ? $"padding of {padding} bytes in {length}, {_rest.Length - length} bytes behind it"
            : null;
    }
}
