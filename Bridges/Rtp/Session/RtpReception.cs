using System.Buffers;
using System.Buffers.Binary;
using VideoFeat.Bridges.Rtp.Control;
using VideoFeat.Bridges.Rtp.Fec;
using VideoFeat.Bridges.Rtp.Packets;
using VideoFeat.Bridges.Rtp.Payload;
using VideoFeat.Bridges.Rtp.Sdp;
using VideoFeat.Bridges.Rtp.Secure;

namespace VideoFeat.Bridges.Rtp.Session;

/// <summary>The receiving side without a network: datagrams in, access units and RTCP out. Time is given. Safe on any bytes; one caller at a time.</summary>
internal sealed class RtpReception : IDisposable
{
    // Longest RTP packet that is kept for repair; ours are shorter, and jumbo frames fit.
    private const int MaxRepairPacketBytes = 9200;

    // Packets of a source that is not yet believed; reordering at the very start is no longer than that.
    private const int MaxHeld = 64;

    // A number is asked for when it was missing this long; reordering inside a network card or kernel is shorter.
    private static readonly TimeSpan NackTolerance = TimeSpan.FromMilliseconds(2);

    private readonly RtpReceiverOptions _options;
    private readonly SessionDescription _session;
    private readonly SrtpContext? _in;
    private readonly ReorderBuffer _reorder;
    private readonly H265Depacketizer _depacketizer;
    private readonly UnitGate _gate;
    private readonly FeedbackWriter _feedback;
    private readonly NackList _nacks = new(maxRequests: 10, NackTolerance);
    private readonly RepairDecoder _repair = new(MaxRepairPacketBytes);
    private MediaSource? _source;
    private readonly List<byte[]> _held = [];
    private int _authenticationFailures;
    private long _packets, _expected, _foreign, _malformed, _refused, _retransmitted, _sources;

    /// <param name="session">What is received.</param>
    /// <param name="options">Checked.</param>
    /// <param name="ssrc">Of this receiver, in its reports.</param>
    public RtpReception(SessionDescription session, RtpReceiverOptions options, uint ssrc)
    {
        _session = session;
        _options = options;
        _in = session.Key is null ? null : new SrtpContext(session.Key);

        _feedback = new FeedbackWriter(session, options, ssrc);
        byte[] sets = [.. session.Vps.Concat(session.Sps).Concat(session.Pps).SelectMany(s => (byte[])[0, 0, 0, 1, .. s.Span])];
        _reorder = new ReorderBuffer(options.ReorderPackets, options.ReorderDelay);
        _depacketizer = new H265Depacketizer(session.MaxDonDifference > 0, options.MaxUnitBytes);
        _gate = new UnitGate(options.MaxWaitingUnits, sets);
    }

    /// <summary>True once the sender has said goodbye.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>What makes it useless to go on; null while there is nothing.</summary>
    public string? Fault { get; private set; }

    /// <summary>True where an access unit waits to be taken.</summary>
    public bool HasUnits => _gate.Waiting > 0;

    /// <summary>What was counted so far.</summary>
    public RtpReceiverStatistics Statistics => new()
    {
        Packets = _packets,
        ExpectedPackets = _expected + (_source?.Statistics.Expected ?? 0),
        Retransmitted = _retransmitted,
        Repaired = _repair.Recovered,
        Missing = _gate.Missing,
        Duplicates = _reorder.Duplicates,
        Late = _reorder.Late,
        Foreign = _foreign,
        Malformed = _malformed + _repair.Malformed,
        Refused = _refused,
        Units = _gate.Units,
        Dropped = new Dictionary<DropReason, long>(_gate.Dropped),
        KeyRequests = _feedback.KeyRequests,
        Sources = _sources,
        Jitter = _source?.Statistics.Jitter ?? TimeSpan.Zero,
    };

    /// <summary>True where packets of the source come from this address.</summary>
    public bool IsSource(ReadOnlySpan<byte> from) => _source is not null && from.SequenceEqual(_source.From);

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

        if (datagram.Length < RtpPacket.FixedHeaderBytes || datagram[0] >> 6 != RtpPacket.Version)
        {
            _malformed++;
            return;
        }

        // What is not of the source costs nothing more than this: no key, no copy.
        uint ssrc = BinaryPrimitives.ReadUInt32BigEndian(datagram[8..]);
        int type = datagram[1] & 0x7F;
        if (!IsWanted(ssrc, type, from, now) || !TryUncover(ref datagram))
        {
            return;
        }

        if (!RtpPacket.TryParse(datagram, out RtpPacket packet, out _))
        {
            _malformed++;
        }
        else if (type == _session.PayloadType)
        {
            TakeMedia(datagram, packet, from, now);
        }
        else if (type == _session.RetransmissionPayloadType)
        {
            TakeRetransmission(packet, now);
        }
        else
        {
            _repair.AddRepair(packet.Payload);
            Recover(now);
        }

        Drain(now);
    }

    /// <summary>Takes a datagram from the port of RTCP.</summary>
    public void TakeControl(Span<byte> datagram, ReadOnlySpan<byte> from, TimeSpan now)
    {
        if (!IsSource(from))
        {
            _foreign++;
            return;
        }

        if (_in is not null)
        {
            if (_in.UnprotectRtcp(datagram, out int length) != SrtpOutcome.Good)
            {
                _refused++;
                return;
            }

            datagram = datagram[..length];
        }

        if (!RtcpCompound.TryCheck(datagram, out _))
        {
            _malformed++;
            return;
        }

        foreach (RtcpPacket packet in new RtcpCompound(datagram))
        {
            if (packet.TryGetSenderInfo(out SenderInfo info) && info.Ssrc == _source!.Ssrc)
            {
                _source.LastReport = (NtpTime.Middle(info.Ntp), now);
            }
            else if (packet.SaysBye(_source!.Ssrc))
            {
                Flush();
                _source.IsGone = true;
                HasEnded = _options.EndAtBye;
            }
        }
    }

    /// <summary>Gives up what has waited too long, and says what is to be sent now; to be called every few milliseconds.</summary>
    public void Tick(TimeSpan now, DatagramBatch control)
    {
        Drain(now);
        if (_source is null || _source.IsGone)
        {
            return;
        }

        if (now - _source.LastArrival > _options.SourceTimeout)
        {
            Flush();
            _source.IsGone = true;
            return;
        }

        _feedback.Write(_source, _nacks, _gate.WantsKey, now, control);
    }

    /// <summary>True and the next access unit, which the caller owns.</summary>
    public bool TryTakeUnit(out ReceivedUnit? unit) => _gate.TryTake(out unit);

    public void Dispose()
    {
        _reorder.Dispose();
        _depacketizer.Dispose();
        _gate.Dispose();
        _in?.Dispose();
        _feedback.Dispose();
    }

    private bool IsWanted(uint ssrc, int type, ReadOnlySpan<byte> from, TimeSpan now)
    {
        // A source that is believed keeps its place until it is gone or the one that SDP names comes; one on probation may be pushed aside.
        bool known = IsSource(from) && !_source!.IsGone;
        bool yields = ssrc == _session.MediaSsrc && ssrc != _source?.Ssrc;
        bool taken = _source is { IsGone: false, IsOnProbation: false } && !yields;
        bool wanted = type == _session.PayloadType
            ? !taken || (known && ssrc == _source!.Ssrc)
            : taken && known && ssrc != _source!.Ssrc && (type == _session.RetransmissionPayloadType || type == _session.RepairPayloadType);
        if (!wanted)
        {
            _foreign++;
        }
        else if (known)
        {
            _source!.LastArrival = now;
        }

        return wanted;
    }

    private bool TryUncover(ref Span<byte> datagram)
    {
        if (_in is null)
        {
            return true;
        }

        SrtpOutcome outcome = _in.UnprotectRtp(datagram, out int length);
        if (outcome == SrtpOutcome.Good)
        {
            _authenticationFailures = 0;
            datagram = datagram[..length];
            return true;
        }

        _refused++;
        if (outcome == SrtpOutcome.NotAuthentic && ++_authenticationFailures >= _options.AuthenticationFailureLimit)
        {
            Fault = $"{_authenticationFailures} SRTP packets in a row are not authentic under {_session.Key}: sender and receiver have different keys or suites.";
        }

        return false;
    }

    private void TakeMedia(ReadOnlySpan<byte> datagram, RtpPacket packet, ReadOnlySpan<byte> from, TimeSpan now)
    {
        if (_source is null || _source.IsGone || _source.Ssrc != packet.Header.Ssrc || !IsSource(from))
        {
            TakeUp(packet.Header.Ssrc, from, now);
        }

        switch (_source!.Validation.Judge(packet.Header.SequenceNumber))
        {
            case SourceVerdict.Probation:
                if (_held.Count < MaxHeld)
                {
                    _held.Add(datagram.ToArray());
                }

                return;
            case SourceVerdict.Jump:
                return;
            case SourceVerdict.Restart:
                StartAnew();
                break;
            default:
                break;
        }

        if (_source.IsOnProbation)
        {
            _source.IsOnProbation = false;
            _sources++;
            TakeHeld(packet.Header.SequenceNumber, now);
        }

        Count(packet, now);
        Accept(datagram, packet, now);
        Recover(now);
    }

    // What came while the source was not yet believed, in the order of its numbers.
    private void TakeHeld(ushort sequenceNumber, TimeSpan now)
    {
        foreach (byte[] datagram in _held.OrderBy(d => (short)(BinaryPrimitives.ReadUInt16BigEndian(d.AsSpan(2)) - sequenceNumber)))
        {
            if (RtpPacket.TryParse(datagram, out RtpPacket packet, out _))
            {
                Count(packet, now);
                Accept(datagram, packet, now);
            }
        }

        _held.Clear();
    }

    private void Count(RtpPacket packet, TimeSpan now)
    {
        _packets++;
        long sequence = _source!.Sequence.Extend(packet.Header.SequenceNumber);
        _source.Statistics.Count(sequence, _source.Timestamp.Extend(packet.Header.Timestamp), now);
        _nacks.Arrived(sequence, now);
    }

    // A media packet, however it came: as such, retransmitted, or repaired.
    private bool Accept(ReadOnlySpan<byte> datagram, RtpPacket packet, TimeSpan now)
    {
        long sequence = _source!.Sequence.Peek(packet.Header.SequenceNumber);
        if (_session.RepairPayloadType is not null)
        {
            _repair.AddMedia(packet.Header.SequenceNumber, datagram);
        }

        return _reorder.TryAdd(sequence, _source.Timestamp.Peek(packet.Header.Timestamp), packet.Header.Marker, packet.Payload, now);
    }

    private void TakeRetransmission(RtpPacket packet, TimeSpan now)
    {
        if (packet.Payload.Length <= 2)
        {
            return; // only probing
        }

        ushort number = BinaryPrimitives.ReadUInt16BigEndian(packet.Payload);
        byte[] original = ArrayPool<byte>.Shared.Rent(RtpPacket.FixedHeaderBytes + packet.Payload.Length);
        var header = packet.Header with { PayloadType = (byte)_session.PayloadType, SequenceNumber = number, Ssrc = _source!.Ssrc };
        int length = RtpWriter.Write(header, [], 0, [], packet.Payload[2..], 0, original);
        AcceptLate(original.AsSpan(0, length), ref _retransmitted, now);
        ArrayPool<byte>.Shared.Return(original);
        Recover(now);
    }

    private void Recover(TimeSpan now)
    {
        long repaired = 0;
        while (_session.RepairPayloadType is not null && _repair.TryRecover(_source!.Ssrc, out byte[]? packet))
        {
            AcceptLate(packet!, ref repaired, now);
        }
    }

    // Fills a gap; a number that is not within what has come is no packet of this stream.
    private void AcceptLate(ReadOnlySpan<byte> datagram, ref long count, TimeSpan now)
    {
        if (!RtpPacket.TryParse(datagram, out RtpPacket packet, out _) || packet.Header.PayloadType != _session.PayloadType)
        {
            _malformed++;
            return;
        }

        long sequence = _source!.Sequence.Peek(packet.Header.SequenceNumber);
        long highest = Math.Max(_reorder.Highest, _reorder.Next ?? 0);
        if (!_reorder.Has(sequence) && sequence <= highest + RepairHeader.MaxSpan && Accept(datagram, packet, now))
        {
            count++;
            _nacks.Arrived(sequence, now);
        }
    }

    private void Drain(TimeSpan now, bool giveUp = false)
    {
        while (_reorder.TryTake(now, out WaitingPacket packet, giveUp))
        {
            _depacketizer.Push(packet.Sequence, packet.Timestamp, packet.Marker, packet.Payload.AsSpan(0, packet.Length));
            ArrayPool<byte>.Shared.Return(packet.Payload);
        }

        _nacks.Passed(_reorder.Next ?? 0);
        while (_depacketizer.TryTake(out AssembledUnit? unit))
        {
            _gate.Push(unit!);
        }
    }

    private void Flush() => Drain(TimeSpan.MaxValue, giveUp: true);

    private void TakeUp(uint ssrc, ReadOnlySpan<byte> from, TimeSpan now)
    {
        _expected += _source is { IsOnProbation: false } ? _source.Statistics.Expected : 0;
        StartAnew();
        _source = new MediaSource(ssrc, from.ToArray()) { LastArrival = now };
        _held.Clear();
    }

    private void StartAnew()
    {
        Flush();
        _reorder.Restart();
        _depacketizer.Restart();
        Flush(); // what the restart dropped
        _gate.Restart();
        _nacks.Restart();
        _repair.Restart();
    }
}
