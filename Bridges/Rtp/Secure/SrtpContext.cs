using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using VideoFeat.Bridges.Rtp.Packets;

namespace VideoFeat.Bridges.Rtp.Secure;

/// <summary>What came of taking the protection off a packet.</summary>
internal enum SrtpOutcome
{
    /// <summary>Authentic and decrypted.</summary>
    Good = 1,

    /// <summary>Too short or no RTP.</summary>
    Malformed = 2,

    /// <summary>Seen before, or too old to tell.</summary>
    Replayed = 3,

    /// <summary>The tag is wrong: another key, or damage.</summary>
    NotAuthentic = 4,
}

/// <summary>
/// SRTP and SRTCP of one direction under one key (RFC 3711; RFC 7714). Works in place. One caller at a time.
/// </summary>
internal sealed class SrtpContext : IDisposable
{
    // Sources of one session: media, retransmission, FEC, and a restarted sender's. State is made only for authentic packets.
    private const int MaxSources = 64;

    private const int RtcpIndexBytes = 4, AuthenticationKeyBytes = 20;

    // Rollover counters that are tried on a packet of a source that is not known yet, and the least that is never tried.
    private const int TriesPerPacket = 16, MaxRollover = 1024;

    private readonly SuiteFacts _facts;
    private readonly SrtpTransform _rtp;
    private readonly SrtpTransform _rtcp;
    private readonly Dictionary<uint, ReplayWindow> _rtpSources = [];
    private readonly Dictionary<uint, ReplayWindow> _rtcpSources = [];
    private int _tried;

    public SrtpContext(SrtpKey key)
    {
        _facts = key.Facts;
        byte[] Derive(byte label, int bytes) => SrtpKeyDerivation.Derive(key.Key, key.Salt, label, bytes);
        _rtp = SrtpTransform.Create(
            _facts,
            Derive(SrtpKeyDerivation.RtpCipher, _facts.KeyBytes),
            Derive(SrtpKeyDerivation.RtpSalt, _facts.SaltBytes),
            Derive(SrtpKeyDerivation.RtpAuthentication, AuthenticationKeyBytes));
        _rtcp = SrtpTransform.Create(
            _facts,
            Derive(SrtpKeyDerivation.RtcpCipher, _facts.KeyBytes),
            Derive(SrtpKeyDerivation.RtcpSalt, _facts.SaltBytes),
            Derive(SrtpKeyDerivation.RtcpAuthentication, AuthenticationKeyBytes));
    }

    /// <summary>Bytes that protecting adds to an RTP packet.</summary>
    public int RtpOverhead => _facts.RtpTagBytes;

    /// <summary>Bytes that protecting adds to an RTCP datagram.</summary>
    public int RtcpOverhead => _facts.RtcpTagBytes + RtcpIndexBytes;

    /// <summary>Protects an RTP packet of ours in place.</summary>
    /// <param name="buffer">The packet, and <see cref="RtpOverhead"/> bytes behind it.</param>
    /// <param name="length">The packet's bytes.</param>
    /// <returns>Bytes of the protected packet.</returns>
    public int ProtectRtp(Span<byte> buffer, int length)
    {
        if (!RtpPacket.TryParse(buffer[..length], out RtpPacket packet, out string? fault))
        {
            throw new ArgumentException(fault, nameof(buffer));
        }

        ReplayWindow source = Source(_rtpSources, packet.Header.Ssrc) ?? throw new InvalidOperationException($"more than {MaxSources} sources.");
        long index = Index(source.Highest, packet.Header.SequenceNumber);
        source.Take(index);
        _rtp.Protect(buffer[..(length + _facts.RtpTagBytes)], HeaderBytes(packet, buffer[..length]), packet.Header.Ssrc, index, _facts.RtpTagBytes);
        return length + _facts.RtpTagBytes;
    }

    /// <summary>Takes the protection off an RTP packet in place.</summary>
    /// <param name="datagram">The packet; overwritten where it is good.</param>
    /// <param name="length">Bytes of the plain packet, where good.</param>
    public SrtpOutcome UnprotectRtp(Span<byte> datagram, out int length)
    {
        length = datagram.Length - _facts.RtpTagBytes;

        // Padding is encrypted, so the padding bit cannot be looked at yet.
        if (length < RtpPacket.FixedHeaderBytes || !TryHeaderBytes(datagram[..length], out int headerBytes))
        {
            return SrtpOutcome.Malformed;
        }

        uint ssrc = BinaryPrimitives.ReadUInt32BigEndian(datagram[8..]);
        ushort sequence = BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]);
        bool known = _rtpSources.TryGetValue(ssrc, out ReplayWindow? source);
        long index = Index(source?.Highest ?? -1, sequence);
        if (known && !source!.IsNew(index))
        {
            return SrtpOutcome.Replayed;
        }

        bool good = known
            ? _rtp.TryUnprotect(datagram, headerBytes, ssrc, index, _facts.RtpTagBytes)
            : TryUnprotectFirst(datagram, headerBytes, ssrc, ref index);
        if (!good)
        {
            return SrtpOutcome.NotAuthentic;
        }

        source ??= Source(_rtpSources, ssrc);
        source?.Take(index);
        return source is null ? SrtpOutcome.Malformed : SrtpOutcome.Good;
    }

    /// <summary>Protects an RTCP datagram of ours in place.</summary>
    /// <param name="buffer">The datagram, and <see cref="RtcpOverhead"/> bytes behind it.</param>
    /// <param name="length">The datagram's bytes, at least 8.</param>
    /// <returns>Bytes of the protected datagram.</returns>
    public int ProtectRtcp(Span<byte> buffer, int length)
    {
        uint ssrc = BinaryPrimitives.ReadUInt32BigEndian(buffer[4..]);
        ReplayWindow source = Source(_rtcpSources, ssrc) ?? throw new InvalidOperationException($"more than {MaxSources} sources.");
        long index = source.Highest + 1;
        source.Take(index);
        _rtcp.ProtectRtcp(buffer[..(length + RtcpOverhead)], ssrc, index, _facts.RtcpTagBytes);
        return length + RtcpOverhead;
    }

    /// <summary>Takes the protection off an RTCP datagram in place.</summary>
    public SrtpOutcome UnprotectRtcp(Span<byte> datagram, out int length)
    {
        length = datagram.Length - RtcpOverhead;
        if (length < 8)
        {
            return SrtpOutcome.Malformed;
        }

        uint ssrc = BinaryPrimitives.ReadUInt32BigEndian(datagram[4..]);
        long index = _rtcp.RtcpIndex(datagram, _facts.RtcpTagBytes);
        if (_rtcpSources.TryGetValue(ssrc, out ReplayWindow? source) && !source.IsNew(index))
        {
            return SrtpOutcome.Replayed;
        }

        if (!_rtcp.TryUnprotectRtcp(datagram, ssrc, _facts.RtcpTagBytes))
        {
            return SrtpOutcome.NotAuthentic;
        }

        source ??= Source(_rtcpSources, ssrc);
        source?.Take(index);
        return source is null ? SrtpOutcome.Malformed : SrtpOutcome.Good;
    }

    public void Dispose()
    {
        _rtp.Dispose();
        _rtcp.Dispose();
    }

    // The first packet of a source: SRTP cannot tell a receiver that joins how often the sequence numbers have wrapped (RFC 3711, 3.3.1), but the tag
    // tells whether a guess is right. None is the first guess; the others are spread over the packets that fail, so that each costs a bounded time.
    private bool TryUnprotectFirst(Span<byte> datagram, int headerBytes, uint ssrc, ref long index)
    {
        byte[] copy = ArrayPool<byte>.Shared.Rent(datagram.Length);
        Span<byte> attempt = copy.AsSpan(0, datagram.Length);
        bool good = false;
        for (int i = 0; i < TriesPerPacket && !good; i++)
        {
            _tried = i == 0 ? _tried : 1 + (_tried % (MaxRollover - 1));
            int rollover = i == 0 ? 0 : _tried;
            index = ((long)rollover << 16) | (index & 0xFFFF);
            datagram.CopyTo(attempt);
            good = _rtp.TryUnprotect(attempt, headerBytes, ssrc, index, _facts.RtpTagBytes);
        }

        if (good)
        {
            attempt.CopyTo(datagram);
            _tried = 0;
        }

        ArrayPool<byte>.Shared.Return(copy);
        return good;
    }

    // The index nearest to the highest so far (RFC 3711, 3.3.1 and appendix A).
    private static long Index(long highest, ushort sequence)
    {
        if (highest < 0)
        {
            return sequence;
        }

        long rollover = highest >> 16, last = highest & 0xFFFF;
        if (last < 0x8000)
        {
            rollover -= sequence - last > 0x8000 && rollover > 0 ? 1 : 0;
        }
        else
        {
            rollover += last - 0x8000 > sequence ? 1 : 0;
        }

        return (rollover << 16) | sequence;
    }

    private static ReplayWindow? Source(Dictionary<uint, ReplayWindow> sources, uint ssrc)
    {
        if (!sources.TryGetValue(ssrc, out ReplayWindow? source) && sources.Count < MaxSources)
        {
            source = new ReplayWindow();
            sources.Add(ssrc, source);
        }

        return source;
    }

    private static int HeaderBytes(RtpPacket packet, ReadOnlySpan<byte> bytes) => bytes.Length - packet.Payload.Length - packet.Padding;

    private static bool TryHeaderBytes(ReadOnlySpan<byte> packet, out int bytes)
    {
        bytes = RtpPacket.FixedHeaderBytes + (4 * (packet[0] & 0x0F));
        if (packet[0] >> 6 != RtpPacket.Version || packet.Length < bytes)
        {
            return false;
        }

        if ((packet[0] & 0x10) != 0)
        {
            if (packet.Length < bytes + 4)
            {
                return false;
            }

            bytes += 4 + (4 * BinaryPrimitives.ReadUInt16BigEndian(packet[(bytes + 2)..]));
        }

        return packet.Length >= bytes;
    }
}
