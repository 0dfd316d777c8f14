using System.Buffers.Binary;
using VideoFeat.Bridges.Rtp.Control;
using VideoFeat.Bridges.Rtp.Packets;
using VideoFeat.Bridges.Rtp.Sdp;
using VideoFeat.Bridges.Rtp.Secure;

namespace VideoFeat.Bridges.Rtp.Session;

/// <summary>
/// Decides which datagrams are of the source: by SSRC, address and payload type first, then by their tags. What is of anyone else costs nothing
/// more than the look at it: no key, no copy. One caller at a time.
/// </summary>
/// <param name="session">What is received.</param>
/// <param name="authenticationFailureLimit">So many packets in a row that are not authentic, while there is no source, are a fault.</param>
internal sealed class SourceAdmission(SessionDescription session, int authenticationFailureLimit) : IDisposable
{
    private readonly SrtpContext? _secure = session.Key is null ? null : new SrtpContext(session.Key);
    private int _authenticationFailures;

    /// <summary>Who is listened to; null before the first packet that could be of a source.</summary>
    public MediaSource? Source { get; private set; }

    /// <summary>What makes it useless to go on; null while there is nothing.</summary>
    public string? Fault { get; private set; }

    /// <summary>Datagrams of other sources, addresses or payload types.</summary>
    public long Foreign { get; private set; }

    /// <summary>Datagrams that are no RTP.</summary>
    public long Malformed { get; private set; }

    /// <summary>Packets that failed authentication or were replayed.</summary>
    public long Refused { get; private set; }

    /// <summary>True where packets of the source come from this address.</summary>
    public bool IsSource(ReadOnlySpan<byte> from) => Source is not null && from.SequenceEqual(Source.From);

    /// <summary>Lets an RTP packet through, decrypted in place; false where it is dropped, and counted.</summary>
    /// <param name="datagram">Becomes the plain packet.</param>
    /// <param name="from">The address that it came from, as bytes.</param>
    /// <param name="now">The clock.</param>
    public bool TryAdmit(ref Span<byte> datagram, ReadOnlySpan<byte> from, TimeSpan now)
    {
        if (datagram.Length < RtpPacket.FixedHeaderBytes || datagram[0] >> 6 != RtpPacket.Version)
        {
            Malformed++;
            return false;
        }

        uint ssrc = BinaryPrimitives.ReadUInt32BigEndian(datagram[8..]);
        bool known = IsSource(from) && !Source!.HasLeft;
        if (!IsWanted(ssrc, datagram[1] & 0x7F, known))
        {
            Foreign++;
            return false;
        }

        if (!TryUncover(ref datagram))
        {
            return false;
        }

        if (known)
        {
            Source!.LastArrival = now;
            Source.IsSilent = false;
        }

        return true;
    }

    /// <summary>Lets an RTCP datagram of the source through, decrypted in place and checked; false where it is dropped, and counted.</summary>
    public bool TryAdmitControl(ref Span<byte> datagram, ReadOnlySpan<byte> from)
    {
        if (!IsSource(from))
        {
            Foreign++;
            return false;
        }

        int length = datagram.Length;
        if (_secure is not null && _secure.UnprotectRtcp(datagram, out length) != SrtpOutcome.Good)
        {
            Refused++;
            return false;
        }

        datagram = datagram[..length];
        if (!RtcpCompound.TryCheck(datagram, out _))
        {
            Malformed++;
            return false;
        }

        return true;
    }

    /// <summary>True where a media packet is of another source than so far, whose place it takes from now on.</summary>
    public bool TakesPlace(uint ssrc, ReadOnlySpan<byte> from) => Source is null || Source.HasLeft || Source.Ssrc != ssrc || !IsSource(from);

    /// <summary>Another source is listened to, on probation.</summary>
    public void TakeUp(uint ssrc, ReadOnlySpan<byte> from, TimeSpan now) => Source = new MediaSource(ssrc, from.ToArray()) { LastArrival = now };

    public void Dispose() => _secure?.Dispose();

    private bool IsWanted(uint ssrc, int type, bool known)
    {
        bool believed = Source is { IsGone: false, IsOnProbation: false };
        return type == session.PayloadType
            ? (known && ssrc == Source!.Ssrc) || MayTakePlace(ssrc)
            : believed && known && ssrc != Source!.Ssrc && (type == session.RetransmissionPayloadType || type == session.RepairPayloadType);
    }

    // A source that is believed keeps its place until it is gone; one on probation may be pushed aside. The one that SDP names yields to no other.
    private bool MayTakePlace(uint ssrc) =>
        Source is not { IsGone: false } source
        || (ssrc == session.MediaSsrc ? ssrc != source.Ssrc || source.IsOnProbation : source.IsOnProbation && source.Ssrc != session.MediaSsrc);

    private bool TryUncover(ref Span<byte> datagram)
    {
        if (_secure is null)
        {
            return true;
        }

        SrtpOutcome outcome = _secure.UnprotectRtp(datagram, out int length);
        if (outcome == SrtpOutcome.Good)
        {
            _authenticationFailures = 0;
            datagram = datagram[..length];
            return true;
        }

        // Once a source is there, the key is right, and packets that are not authentic are somebody else's.
        Refused++;
        bool hasSource = Source is { IsGone: false, IsOnProbation: false };
        if (outcome == SrtpOutcome.NotAuthentic && !hasSource && ++_authenticationFailures >= authenticationFailureLimit)
        {
            Fault = $"{_authenticationFailures} SRTP packets in a row are not authentic under {session.Key}: sender and receiver have different keys or suites.";
        }

        return false;
    }
}
