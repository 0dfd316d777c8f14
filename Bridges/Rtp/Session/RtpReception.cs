using System.Buffers.Binary;
using VideoFeat.Bridges.Rtp.Control;
using VideoFeat.Bridges.Rtp.Packets;
using VideoFeat.Bridges.Rtp.Sdp;

namespace VideoFeat.Bridges.Rtp.Session;

/// <summary>
/// The receiving side without a network: datagrams in, access units and RTCP out. Time is given, from when the receiver began to listen. Safe on any
/// bytes; one caller at a time.
/// </summary>
internal sealed class RtpReception : IDisposable
{
    // Packets of a source that is not yet believed; reordering at the very start is no longer than that.
    private const int MaxHeld = 64;

    private readonly RtpReceiverOptions _options;
    private readonly SessionDescription _session;
    private readonly SourceAdmission _admission;
    private readonly MediaPath _path;
    private readonly FeedbackWriter _feedback;
    private readonly List<byte[]> _held = [];
    private (TimeSpan By, long? Next)? _goodbye;
    private long _packets, _expected, _malformed, _sources;

    /// <param name="session">What is received.</param>
    /// <param name="options">Checked.</param>
    /// <param name="ssrc">Of this receiver, in its reports.</param>
    /// <param name="receiveBufferBytes">Of its socket, for its reports; 0 where there is none.</param>
    public RtpReception(SessionDescription session, RtpReceiverOptions options, uint ssrc, int receiveBufferBytes = 0)
    {
        _session = session;
        _options = options;
        _admission = new SourceAdmission(session, options.AuthenticationFailureLimit);
        _path = new MediaPath(session, options);
        _feedback = new FeedbackWriter(session, options, ssrc, receiveBufferBytes);
    }

    /// <summary>True once the sender has said goodbye, and what was on its way has come or was given up.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>What makes it useless to go on; null while there is nothing.</summary>
    public string? Fault => _admission.Fault;

    /// <summary>True where an access unit waits to be taken.</summary>
    public bool HasUnits => _path.Units.Waiting > 0;

    /// <summary>What the sender says that it sent; null where it has not said.</summary>
    public AnnouncedSets? Announced { get; private set; }

    /// <summary>What was counted so far.</summary>
    public RtpReceiverStatistics Statistics => _path.Count(new()
    {
        Packets = _packets,
        ExpectedPackets = _expected + (Source?.Statistics.Expected ?? 0),
        Foreign = _admission.Foreign,
        Malformed = _malformed + _admission.Malformed,
        Refused = _admission.Refused,
        KeyRequests = _feedback.KeyRequests,
        Sources = _sources,
        Jitter = Source?.Statistics.Jitter ?? TimeSpan.Zero,
    });

    private MediaSource? Source => _admission.Source;

    /// <summary>True where packets of the source come from this address.</summary>
    public bool IsSource(ReadOnlySpan<byte> from) => _admission.IsSource(from);

    /// <summary>Takes a datagram from the port of RTP; RTCP too, where multiplexed.</summary>
    /// <param name="datagram">Its bytes; overwritten where it is encrypted.</param>
    /// <param name="from">The address that it came from, as bytes; others than the source's are dropped.</param>
    /// <param name="now">The clock.</param>
    public void Take(Span<byte> datagram, ReadOnlySpan<byte> from, TimeSpan now)
    {
        if (_session.Multiplexed && RtcpType.IsRtcp(datagram))
        {
            TakeControl(datagram, from, now);
            return;
        }

        if (!_admission.TryAdmit(ref datagram, from, now))
        {
            return;
        }

        if (!RtpPacket.TryParse(datagram, out RtpPacket packet, out _))
        {
            _malformed++;
        }
        else if (packet.Header.PayloadType == _session.PayloadType)
        {
            TakeMedia(datagram, packet, from, now);
        }
        else if (packet.Header.PayloadType == _session.RetransmissionPayloadType)
        {
            _path.TakeRetransmission(Source!, packet, now);
        }
        else
        {
            _path.TakeRepair(Source!, packet, now);
        }

        Proceed(now);
    }

    /// <summary>Takes a datagram from the port of RTCP.</summary>
    public void TakeControl(Span<byte> datagram, ReadOnlySpan<byte> from, TimeSpan now)
    {
        if (!_admission.TryAdmitControl(ref datagram, from))
        {
            return;
        }

        long? next = null;
        foreach (RtcpPacket packet in new RtcpCompound(datagram))
        {
            if (packet.TryGetSenderInfo(out SenderInfo info) && info.Ssrc == Source!.Ssrc)
            {
                Source.LastReport = (NtpTime.Middle(info.Ntp), now);
            }
            else if (packet.TryGetProgress(Source!.Ssrc, out StreamProgress progress))
            {
                next = Source.Sequence.Peek(progress.NextSequence);
                Announced = new AnnouncedSets(now >= progress.Age ? progress.FirstSet : null, progress.NextSet);
            }
            else if (packet.SaysBye(Source.Ssrc))
            {
                SayGoodbye(next, now);
            }
        }

        Proceed(now);
    }

    /// <summary>Gives up what has waited too long, and says what is to be sent now; to be called every few milliseconds.</summary>
    public void Tick(TimeSpan now, DatagramBatch control)
    {
        Proceed(now);
        if (Source is null || Source.IsGone)
        {
            if (HasEnded)
            {
                _feedback.SayGoodbye(control);
            }

            return;
        }

        if (now - Source.LastArrival > _options.SourceTimeout)
        {
            _path.Flush();
            Source.IsSilent = true;
            return;
        }

        _feedback.Write(Source, _path.Nacks, _path.Units.WantsKey, now, control);
    }

    /// <summary>What was handed out does not decode right: nothing more until a key picture, which is asked for where none comes by itself.</summary>
    public void RequestKey() => _path.Units.RequestKey();

    /// <summary>Nothing more is received: says goodbye to the sender, where that was not said before.</summary>
    public void Leave(DatagramBatch control) => _feedback.SayGoodbye(control);

    /// <summary>True and the next access unit, which the caller owns.</summary>
    public bool TryTakeUnit(out ReceivedUnit? unit) => _path.Units.TryTake(out unit);

    public void Dispose()
    {
        _path.Dispose();
        _admission.Dispose();
        _feedback.Dispose();
    }

    private void TakeMedia(ReadOnlySpan<byte> datagram, RtpPacket packet, ReadOnlySpan<byte> from, TimeSpan now)
    {
        if (_admission.TakesPlace(packet.Header.Ssrc, from))
        {
            _expected += Source is { IsOnProbation: false } before ? before.Statistics.Expected : 0;
            _path.Restart();
            _admission.TakeUp(packet.Header.Ssrc, from, now);
            _feedback.Avoid(packet.Header.Ssrc);
            _held.Clear();
            _goodbye = null;
        }

        switch (Source!.Validation.Judge(packet.Header.SequenceNumber))
        {
            case SourceVerdict.Probation:
                Hold(datagram);
                return;
            case SourceVerdict.Jump:
                _held.Clear();
                Hold(datagram);
                return;
            case SourceVerdict.Restart:
                _path.Restart();
                _expected += Source.Statistics.Expected;
                Source.StartAnew();
                TakeHeld(packet.Header.SequenceNumber, now);
                break;
            default:
                if (Source.IsOnProbation)
                {
                    Source.IsOnProbation = false;
                    _sources++;
                    TakeHeld(packet.Header.SequenceNumber, now);
                }

                break;
        }

        Accept(datagram, packet, now);
    }

    private void Hold(ReadOnlySpan<byte> datagram)
    {
        if (_held.Count < MaxHeld)
        {
            _held.Add(datagram.ToArray());
        }
    }

    // What came while the source was not yet believed, in the order of its numbers; what is far from the number that made it so is not of this sequence.
    private void TakeHeld(ushort sequenceNumber, TimeSpan now)
    {
        int Distance(byte[] datagram) => (short)(BinaryPrimitives.ReadUInt16BigEndian(datagram.AsSpan(2)) - sequenceNumber);
        foreach (byte[] datagram in _held.Where(d => Math.Abs(Distance(d)) <= MaxHeld).OrderBy(Distance))
        {
            if (RtpPacket.TryParse(datagram, out RtpPacket packet, out _))
            {
                Accept(datagram, packet, now);
            }
        }

        _held.Clear();
    }

    private void Accept(ReadOnlySpan<byte> datagram, RtpPacket packet, TimeSpan now)
    {
        _packets++;
        long sequence = Source!.Sequence.Extend(packet.Header.SequenceNumber);
        Source.Statistics.Count(sequence, Source.Timestamp.Extend(packet.Header.Timestamp), now);
        _path.TakeMedia(Source, datagram, packet, now);
    }

    // What is still on its way, or asked for, has the time that any gap has. A sender repeats its goodbye; the first one counts.
    private void SayGoodbye(long? next, TimeSpan now)
    {
        _goodbye ??= (now + _options.ReorderDelayIn(_session), next);
        if (next is long behind)
        {
            _path.Nacks.Expect(behind, now);
        }
    }

    private void Proceed(TimeSpan now)
    {
        _path.Drain(now);
        if (_goodbye is { } goodbye && (now >= goodbye.By || (goodbye.Next is long next ? _path.HasAllBefore(next) : _path.IsIdle)))
        {
            _path.Flush();
            _goodbye = null;
            Source!.HasLeft = true;
            HasEnded = _options.EndAtBye;
        }
    }
}
