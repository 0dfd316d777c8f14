using System.Runtime.InteropServices;
using VideoFeat.Bridges.Rtp.Control;
using VideoFeat.Bridges.Rtp.Sdp;
using VideoFeat.Bridges.Rtp.Secure;

namespace VideoFeat.Bridges.Rtp.Session;

/// <summary>What a receiver says to the sender: reports, requests for lost packets, and for key pictures. One caller at a time.</summary>
/// <param name="session">What the session allows.</param>
/// <param name="options">Checked.</param>
/// <param name="ssrc">Of this receiver; another is taken where a source has the same.</param>
/// <param name="receiveBufferBytes">What the receiver's socket holds; 0 is not said.</param>
internal sealed class FeedbackWriter(SessionDescription session, RtpReceiverOptions options, uint ssrc, int receiveBufferBytes) : IDisposable
{
    // A number that is asked for is asked for again by this interval; a key picture by that.
    private static readonly TimeSpan NackRetry = TimeSpan.FromMilliseconds(20), KeyRequestInterval = TimeSpan.FromMilliseconds(100);

    private readonly SrtpContext? _secure = session.Key is null ? null : new SrtpContext(session.Key);
    private readonly RtcpWriter _rtcp = new();
    private readonly List<ushort> _due = [];
    private TimeSpan _nextReport;
    private TimeSpan _nextKeyRequest;
    private uint _ssrc = ssrc;
    private bool _saidGoodbye;

    /// <summary>Key pictures asked for.</summary>
    public long KeyRequests { get; private set; }

    /// <summary>Adds a datagram where one is due.</summary>
    public void Write(MediaSource source, NackList nacks, bool wantsKey, TimeSpan now, DatagramBatch control)
    {
        nacks.TakeDue(now, NackRetry, _due);
        bool asks = options.RequestRetransmission && session.GenericNack && _due.Count > 0;
        wantsKey &= now >= _nextKeyRequest && (session.PictureLossIndication || session.FullIntraRequest);
        if (!asks && !wantsKey && now < _nextReport)
        {
            return;
        }

        TimeSpan? since = source.LastReport is { } last ? now - last.Arrival : null;
        _rtcp.Clear();
        _rtcp.ReceiverReport(_ssrc, source.IsOnProbation ? null : source.Statistics.Report(source.Ssrc, source.LastReport?.Middle ?? 0, since));
        _rtcp.SourceDescription(_ssrc, "videofeat");
        if (receiveBufferBytes > 0)
        {
            _rtcp.ReceiveBuffer(_ssrc, receiveBufferBytes);
        }

        if (asks)
        {
            _rtcp.Nack(_ssrc, source.Ssrc, CollectionsMarshal.AsSpan(_due));
        }

        if (wantsKey)
        {
            RequestKey(source.Ssrc, now);
        }

        Commit(control);
        _nextReport = now + options.ReportInterval;
    }

    /// <summary>Adds a goodbye, once.</summary>
    public void SayGoodbye(DatagramBatch control)
    {
        if (!_saidGoodbye)
        {
            _saidGoodbye = true;
            _rtcp.Clear();
            _rtcp.ReceiverReport(_ssrc, null);
            _rtcp.SourceDescription(_ssrc, "videofeat");
            _rtcp.Bye(_ssrc);
            Commit(control);
        }
    }

    /// <summary>A source is listened to: the SSRC of this receiver must be another (RFC 3550, 8.2), above all under a key that both use.</summary>
    public void Avoid(uint source)
    {
        _ssrc += _ssrc == source ? 1u : 0;
        _saidGoodbye = false;
    }

    public void Dispose() => _secure?.Dispose();

    private void Commit(DatagramBatch control)
    {
        Span<byte> datagram = control.Reserve(RtcpWriter.MaxBytes + 32);
        _rtcp.Written.CopyTo(datagram);
        control.Commit(_secure?.ProtectRtcp(datagram, _rtcp.Written.Length) ?? _rtcp.Written.Length);
    }

    private void RequestKey(uint mediaSsrc, TimeSpan now)
    {
        if (session.PictureLossIndication)
        {
            _rtcp.PictureLoss(_ssrc, mediaSsrc);
        }
        else
        {
            _rtcp.FullIntraRequest(_ssrc, mediaSsrc, (byte)KeyRequests);
        }

        KeyRequests++;
        _nextKeyRequest = now + KeyRequestInterval;
    }
}
