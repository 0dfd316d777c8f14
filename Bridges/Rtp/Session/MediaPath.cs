using System.Buffers;
using System.Buffers.Binary;
using VideoFeat.Bridges.Rtp.Fec;
using VideoFeat.Bridges.Rtp.Packets;
using VideoFeat.Bridges.Rtp.Payload;
using VideoFeat.Bridges.Rtp.Sdp;

namespace VideoFeat.Bridges.Rtp.Session;

/// <summary>The way of a believed source's packets: gaps filled by retransmission and repair, put into sequence, made into access units. One caller at a time.</summary>
internal sealed class MediaPath : IDisposable
{
    // Longest RTP packet that is kept for repair; ours are shorter, and jumbo frames fit.
    private const int MaxRepairPacketBytes = 9200;

    // A number is asked for when it was missing this long; reordering inside a network card or kernel is shorter.
    private static readonly TimeSpan NackTolerance = TimeSpan.FromMilliseconds(2);

    private readonly SessionDescription _session;
    private readonly ReorderBuffer _reorder;
    private readonly H265Depacketizer _depacketizer;
    private readonly RepairDecoder _repair = new(MaxRepairPacketBytes);
    private long _retransmitted, _malformed;

    public MediaPath(SessionDescription session, RtpReceiverOptions options)
    {
        _session = session;
        _reorder = new ReorderBuffer(options.ReorderPackets, options.ReorderDelayIn(session));
        _depacketizer = new H265Depacketizer(session.MaxDonDifference > 0, options.MaxUnitBytes);
        byte[] sets = [.. session.Vps.Concat(session.Sps).Concat(session.Pps).SelectMany(s => (byte[])[0, 0, 0, 1, .. s.Span])];
        Units = new UnitGate(options.MaxWaitingUnits, sets);
    }

    /// <summary>Where the units wait.</summary>
    public UnitGate Units { get; }

    /// <summary>What is missing and worth asking for.</summary>
    public NackList Nacks { get; } = new(maxRequests: 10, NackTolerance);

    /// <summary>Adds what this counts.</summary>
    public RtpReceiverStatistics Count(RtpReceiverStatistics statistics) => statistics with
    {
        Retransmitted = _retransmitted,
        Repaired = _repair.Recovered,
        Missing = Units.Missing,
        Duplicates = _reorder.Duplicates,
        Late = _reorder.Late,
        Malformed = statistics.Malformed + _malformed + _repair.Malformed,
        Units = Units.Units,
        Dropped = new Dictionary<DropReason, long>(Units.Dropped),
    };

    /// <summary>True where every number below this one has come or was given up, and nothing waits.</summary>
    public bool HasAllBefore(long sequence) => _reorder.Count == 0 && _reorder.Next >= sequence;

    /// <summary>True where no packet waits for one before it.</summary>
    public bool IsIdle => _reorder.Count == 0;

    /// <summary>Takes a packet of the media stream.</summary>
    public void TakeMedia(MediaSource source, ReadOnlySpan<byte> datagram, RtpPacket packet, TimeSpan now)
    {
        Nacks.Arrived(source.Sequence.Peek(packet.Header.SequenceNumber), now);
        Accept(source, datagram, packet, now);
        Recover(source, now);
    }

    /// <summary>Takes a packet of the retransmission stream (RFC 4588, 4).</summary>
    public void TakeRetransmission(MediaSource source, RtpPacket packet, TimeSpan now)
    {
        if (packet.Payload.Length <= 2)
        {
            return; // only probing
        }

        ushort number = BinaryPrimitives.ReadUInt16BigEndian(packet.Payload);
        byte[] original = ArrayPool<byte>.Shared.Rent(RtpPacket.FixedHeaderBytes + packet.Payload.Length);
        var header = packet.Header with { PayloadType = (byte)_session.PayloadType, SequenceNumber = number, Ssrc = source.Ssrc };
        int length = RtpWriter.Write(header, [], 0, [], packet.Payload[2..], 0, original);
        AcceptLate(source, original.AsSpan(0, length), ref _retransmitted, now);
        ArrayPool<byte>.Shared.Return(original);
        Recover(source, now);
    }

    /// <summary>Takes a packet of the repair stream.</summary>
    public void TakeRepair(MediaSource source, RtpPacket packet, TimeSpan now)
    {
        _repair.AddRepair(packet.Payload);
        Recover(source, now);
    }

    /// <summary>Makes units of what is in sequence, or was waited for long enough.</summary>
    public void Drain(TimeSpan now, bool giveUp = false)
    {
        while (_reorder.TryTake(now, out WaitingPacket packet, giveUp))
        {
            _depacketizer.Push(packet.Sequence, packet.Timestamp, packet.Marker, packet.Payload.AsSpan(0, packet.Length));
            ArrayPool<byte>.Shared.Return(packet.Payload);
        }

        Nacks.Passed(_reorder.Next ?? 0);
        while (_depacketizer.TryTake(out AssembledUnit? unit))
        {
            Units.Push(unit!);
        }
    }

    /// <summary>Waits for nothing more.</summary>
    public void Flush() => Drain(TimeSpan.MaxValue, giveUp: true);

    /// <summary>Another sequence follows.</summary>
    public void Restart()
    {
        Flush();
        _reorder.Restart();
        _depacketizer.Restart();
        Flush(); // what the restart dropped
        Units.Restart();
        Nacks.Restart();
        _repair.Restart();
    }

    public void Dispose()
    {
        _reorder.Dispose();
        _depacketizer.Dispose();
        Units.Dispose();
    }

    // A media packet, however it came: as such, retransmitted, or repaired.
    private bool Accept(MediaSource source, ReadOnlySpan<byte> datagram, RtpPacket packet, TimeSpan now)
    {
        if (_session.RepairPayloadType is not null)
        {
            _repair.AddMedia(packet.Header.SequenceNumber, datagram);
        }

        long sequence = source.Sequence.Peek(packet.Header.SequenceNumber), timestamp = source.Timestamp.Peek(packet.Header.Timestamp);
        if (_reorder.TryPass(sequence))
        {
            _depacketizer.Push(sequence, timestamp, packet.Header.Marker, packet.Payload);
            return true;
        }

        return _reorder.TryAdd(
            sequence,
            timestamp,
            packet.Header.Marker,
            packet.Payload,
            now,
            starts: !_reorder.IsOpen && H265Depacketizer.OpensUnit(packet.Payload, _session.MaxDonDifference > 0));
    }

    private void Recover(MediaSource source, TimeSpan now)
    {
        long repaired = 0;
        while (_session.RepairPayloadType is not null && _repair.TryRecover(source.Ssrc, out byte[]? packet))
        {
            AcceptLate(source, packet!, ref repaired, now);
        }
    }

    // Fills a gap; a number far from what has come is no packet of this stream, and would make all that follows late.
    private void AcceptLate(MediaSource source, ReadOnlySpan<byte> datagram, ref long count, TimeSpan now)
    {
        if (!RtpPacket.TryParse(datagram, out RtpPacket packet, out _) || packet.Header.PayloadType != _session.PayloadType)
        {
            _malformed++;
            return;
        }

        long sequence = source.Sequence.Peek(packet.Header.SequenceNumber);
        if (!_reorder.Has(sequence) && sequence <= source.Sequence.Largest + NackList.MaxMissing && Accept(source, datagram, packet, now))
        {
            count++;
            Nacks.Arrived(sequence, now);
        }
    }
}
