using VideoFeat.Bridges.Hevc.Syntax;
using VideoFeat.Bridges.Rtp.Control;
using VideoFeat.Bridges.Rtp.Fec;
using VideoFeat.Bridges.Rtp.Packets;
using VideoFeat.Bridges.Rtp.Payload;
using VideoFeat.Bridges.Rtp.Sdp;
using VideoFeat.Bridges.Rtp.Secure;
using VideoFeat.Packing;

namespace VideoFeat.Bridges.Rtp.Session;

/// <summary>The sending side without a network: access units and RTCP in, datagrams out. Time is given. One caller at a time.</summary>
internal sealed class RtpTransmission : IDisposable
{
    // What one NACK may make us send: far above what it takes to fill any gap that a receiver still waits for.
    private const int MaxPerNack = 512;

    // A packet is sent again once a round trip at most, however short or long a round trip reports make believe.
    private static readonly TimeSpan LeastRetry = TimeSpan.FromMilliseconds(5), MostRetry = TimeSpan.FromMilliseconds(250);

    // Believed of a receiver's buffer at most: what ours asks for.
    private const int MaxReceiveBuffer = 4 << 20;

    private readonly RtpOptions _options;
    private readonly StreamNumbers _numbers;
    private readonly byte[] _parameterSets;
    private readonly SrtpContext? _out;
    private readonly SrtpContext? _in;
    private readonly H265Packetizer _packetizer;
    private readonly SentPackets? _sent;
    private readonly RepairEncoder? _repair;
    private readonly RtcpWriter _rtcp = new();
    private readonly List<ushort> _nacked = [];
    private readonly int _plainLimit;
    private RtpSenderStatistics _counted = new();
    private ReadOnlyMemory<byte> _unit;
    private int _payloads, _written;
    private long _packets, _payloadBytes, _wireBytes, _units;
    private ushort _sequence, _retransmissionSequence, _repairSequence;
    private uint _timestamp;
    private long? _firstPts;
    private long _lastTicks = -1;
    private byte? _lastFullIntra;
    private TimeSpan? _roundTrip;
    private double _allowance;
    private TimeSpan? _lastKeyRequest;
    private uint? _highestReported;
    private (ulong First, ulong Next, TimeSpan Since)? _sets;

    /// <param name="options">Checked.</param>
    /// <param name="numbers">SSRC and first numbers.</param>
    /// <param name="parameterSets">VPS, SPS and PPS in Annex B, put before key pictures that come without.</param>
    public RtpTransmission(RtpOptions options, StreamNumbers numbers, ReadOnlySpan<byte> parameterSets)
    {
        _options = options;
        _numbers = numbers;
        _parameterSets = parameterSets.ToArray();
        (_sequence, _retransmissionSequence, _repairSequence) = (numbers.Sequence, numbers.Sequence, numbers.Sequence);
        _timestamp = numbers.Timestamp;
        _allowance = options.BurstBytes;
        if (options.Key is not null)
        {
            _out = new SrtpContext(options.Key);
            _in = new SrtpContext(options.Key);
        }

        // Every datagram stays below the limit, those that carry a packet inside them too.
        int around = Math.Max(options.Retransmission ? 2 : 0, options.RepairShare > 0 ? RepairEncoder.OverheadBytes : 0);
        _plainLimit = options.MaxPacketBytes - (_out?.RtpOverhead ?? 0) - around;
        _packetizer = new H265Packetizer(_plainLimit - RtpPacket.FixedHeaderBytes);
        _sent = options.Retransmission ? new SentPackets(1 << 15, options.RetransmissionBytes, options.RetransmissionAge) : null;
        _repair = options.RepairShare > 0 ? new RepairEncoder(options.RepairShare, _plainLimit) : null;
    }

    /// <summary>What was counted so far.</summary>
    public RtpSenderStatistics Statistics => _counted with { Packets = _packets, PayloadBytes = _payloadBytes, WireBytes = _wireBytes, Units = _units };

    /// <summary>A receiver wants a key picture.</summary>
    public bool KeyRequested { get; private set; }

    /// <summary>A receiver's RTCP was heard.</summary>
    public bool HasReceiver { get; private set; }

    /// <summary>What the socket of the receiver holds that was heard last; 0 where none said.</summary>
    public int ReceiveBufferBytes { get; private set; }

    /// <summary>A receiver said goodbye.</summary>
    public bool HeardGoodbye { get; private set; }

    /// <summary>True where a receiver wants a key picture, and the last one that was asked for lies back far enough; else the request stands.</summary>
    public bool TakeKeyRequest(TimeSpan now)
    {
        if (!KeyRequested || now - _lastKeyRequest < _options.KeyRequestInterval)
        {
            return false;
        }

        (KeyRequested, _lastKeyRequest) = (false, now);
        return true;
    }

    /// <summary>Feature sets are about to be sent: reports say so from now on. A number that goes back starts anew.</summary>
    public void Announce(ulong sequence, int sets, TimeSpan now)
    {
        _sets = _sets is { } before && sequence >= before.Next ? before with { Next = sequence + (ulong)sets } : (sequence, sequence + (ulong)sets, now);
    }

    /// <summary>Takes an access unit, lent until <see cref="TryWrite"/> has written it whole; numbers of one that was not are skipped, so that receivers see it as lost.</summary>
    public void Begin(AccessUnit unit)
    {
        _sequence += (ushort)(_payloads - _written);
        _unit = unit.Data;
        if (unit.IsKey && _parameterSets.Length > 0 && !AccessUnitFacts.Read(_unit.Span).HasParameterSets)
        {
            _unit = (byte[])[.. _parameterSets, .. _unit.Span];
        }

        (_payloads, _written) = (_packetizer.Plan(_unit.Span), 0);
        if (_payloads > 0)
        {
            Stamp(unit.Pts);
            _units++;
        }
    }

    /// <summary>Makes the next datagrams of the access unit, so that the first can leave before the last is written.</summary>
    /// <param name="now">The clock.</param>
    /// <param name="batch">Takes them.</param>
    /// <param name="count">Packets at most, repair packets apart.</param>
    /// <returns>False where none is left.</returns>
    public bool TryWrite(TimeSpan now, DatagramBatch batch, int count)
    {
        int end = _written + Math.Min(count, _payloads - _written);
        if (_written == end)
        {
            return false;
        }

        long before = _payloadBytes;
        for (; _written < end; _written++)
        {
            bool isLast = _written == _payloads - 1;
            Span<byte> packet = batch.Reserve(_options.MaxPacketBytes);
            var header = new RtpHeader(isLast, (byte)_options.PayloadType, _sequence++, _timestamp, _numbers.Media);
            int length = RtpWriter.WriteHeader(header, packet);
            length += _packetizer.Write(_unit.Span, _written, packet[length..]);
            _payloadBytes += length - RtpPacket.FixedHeaderBytes;
            _packets++;
            _sent?.Add(header.SequenceNumber, packet[..length], now);
            _repair?.Add(packet[..length]);
            Commit(packet, length, batch);
            if (_repair is not null && (_repair.IsFull || isLast))
            {
                Repair(_timestamp, batch);
            }
        }

        _allowance = Math.Min(_options.RetransmissionBytes, _allowance + (_options.RetransmissionShare * (_payloadBytes - before)));
        return true;
    }

    /// <summary>Takes an RTCP datagram from a receiver (decrypts in place); datagrams that it asks for go into the batch.</summary>
    public void TakeControl(Span<byte> datagram, TimeSpan now, DateTimeOffset wall, DatagramBatch batch)
    {
        if (_in is not null)
        {
            if (_in.UnprotectRtcp(datagram, out int length) != SrtpOutcome.Good)
            {
                return;
            }

            datagram = datagram[..length];
        }

        if (!RtcpCompound.TryCheck(datagram, out _))
        {
            return;
        }

        HasReceiver = true;
        foreach (RtcpPacket packet in new RtcpCompound(datagram))
        {
            HeardGoodbye |= packet.Type == RtcpType.Bye;
            ReceiveBufferBytes = packet.TryGetReceiveBuffer(out int bytes) ? Math.Min(bytes, MaxReceiveBuffer) : ReceiveBufferBytes;
            if (packet.TryGetReport(_numbers.Media, out ReportBlock report))
            {
                TakeReport(report, wall);
            }

            bool wantsIntra = packet.IsFullIntraRequest(_numbers.Media, out byte number) && number != _lastFullIntra;
            _lastFullIntra = wantsIntra ? number : _lastFullIntra;
            if (wantsIntra || packet.IsPictureLoss(_numbers.Media))
            {
                KeyRequested = true;
                _counted = _counted with { KeyRequests = _counted.KeyRequests + 1 };
            }

            if (_sent is not null && packet.MediaSsrc == _numbers.Media)
            {
                _nacked.Clear();
                packet.AddNacked(_nacked, MaxPerNack);
                Retransmit(now, batch);
            }
        }
    }

    /// <summary>Makes a sender report, with a BYE where the stream ends.</summary>
    public void Report(TimeSpan now, DateTimeOffset wall, string cname, bool bye, DatagramBatch batch)
    {
        _rtcp.Clear();
        _rtcp.SenderReport(new SenderInfo(_numbers.Media, NtpTime.From(wall), _timestamp, (uint)_packets, (uint)_payloadBytes));
        _rtcp.SourceDescription(_numbers.Media, cname);
        if (_sets is { } sets)
        {
            _rtcp.Progress(_numbers.Media, new StreamProgress(sets.First, sets.Next, now - sets.Since, _sequence));
        }

        if (bye)
        {
            _rtcp.Bye(_numbers.Media);
        }

        Span<byte> datagram = batch.Reserve(RtcpWriter.MaxBytes + 32);
        _rtcp.Written.CopyTo(datagram);
        int length = _rtcp.Written.Length;
        length = _out?.ProtectRtcp(datagram, length) ?? length;
        batch.Commit(length);
        _wireBytes += length;
    }

    public void Dispose()
    {
        _sent?.Dispose();
        _out?.Dispose();
        _in?.Dispose();
    }

    private void Stamp(long pts)
    {
        // Every access unit has a timestamp of its own, later than the one before; a stream that starts anew goes on.
        _firstPts ??= pts;
        long ticks = (long)Math.Round((pts - _firstPts.Value) * SessionDescription.ClockRate / _options.FramesPerSecond);
        if (ticks <= _lastTicks)
        {
            ticks = _lastTicks + Math.Max(1, (long)(SessionDescription.ClockRate / _options.FramesPerSecond));
            _firstPts = pts - (long)Math.Round(ticks * _options.FramesPerSecond / SessionDescription.ClockRate);
        }

        _lastTicks = ticks;
        _timestamp = (uint)(_numbers.Timestamp + ticks);
    }

    private void Commit(Span<byte> packet, int length, DatagramBatch batch)
    {
        length = _out?.ProtectRtp(packet, length) ?? length;
        batch.Commit(length);
        _wireBytes += length;
    }

    private void Repair(uint timestamp, DatagramBatch batch)
    {
        int count = _repair!.RepairCount;
        for (int i = 0; i < count; i++)
        {
            Span<byte> packet = batch.Reserve(_options.MaxPacketBytes);
            var header = new RtpHeader(false, (byte)(_options.PayloadType + 2), _repairSequence++, timestamp, _numbers.Repair);
            Commit(packet, _repair.Write(i, header, _numbers.Media, packet), batch);
        }

        _repair.Clear();
        _counted = _counted with { RepairPackets = _counted.RepairPackets + count };
    }

    private void Retransmit(TimeSpan now, DatagramBatch batch)
    {
        TimeSpan roundTrip = _roundTrip ?? LeastRetry;
        TimeSpan retry = roundTrip < LeastRetry ? LeastRetry : roundTrip > MostRetry ? MostRetry : roundTrip;
        foreach (ushort number in _nacked)
        {
            if (_allowance <= 0)
            {
                _counted = _counted with { OverAllowance = _counted.OverAllowance + 1 };
                continue;
            }

            if (!_sent!.TryGet(number, now, retry, out ReadOnlySpan<byte> original)
                || !RtpPacket.TryParse(original, out RtpPacket packet, out _))
            {
                _counted = _counted with { NoLongerKept = _counted.NoLongerKept + 1 };
                continue;
            }

            // | RTP header of the retransmission stream | original sequence number | original payload | (RFC 4588, 4)
            Span<byte> again = batch.Reserve(_options.MaxPacketBytes);
            int length = RtpWriter.WriteHeader(
                packet.Header with
                {
                    PayloadType = (byte)(_options.PayloadType + 1),
                    SequenceNumber = _retransmissionSequence++,
                    Ssrc = _numbers.Retransmission,
                },
                again);
            again[length] = (byte)(number >> 8);
            again[length + 1] = (byte)number;
            packet.Payload.CopyTo(again[(length + 2)..]);
            Commit(again, length + 2 + packet.Payload.Length, batch);
            _allowance -= packet.Payload.Length;
            _counted = _counted with { Retransmitted = _counted.Retransmitted + 1 };
        }
    }

    private void TakeReport(ReportBlock report, DateTimeOffset wall)
    {
        if (report.LastReport != 0)
        {
            uint units = NtpTime.Middle(NtpTime.From(wall)) - report.LastReport - report.DelaySinceLastReport;
            _roundTrip = (int)units >= 0 ? TimeSpan.FromSeconds(units / 65536.0) : _roundTrip;
        }

        // Another receiver, or one that started anew, counts from elsewhere.
        uint reached = report.HighestSequence - (_highestReported ?? report.HighestSequence);
        _highestReported = report.HighestSequence;
        _counted = _counted with
        {
            Reports = _counted.Reports + 1,
            PacketsReported = _counted.PacketsReported + (reached <= _packets ? reached : 0),
            PacketsLostReported = report.PacketsLost,
            LossReported = report.FractionLost / 256.0,
            JitterReported = TimeSpan.FromSeconds(report.Jitter / (double)SessionDescription.ClockRate),
            RoundTrip = _roundTrip,
        };
    }
}
