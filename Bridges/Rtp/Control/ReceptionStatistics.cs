namespace VideoFeat.Bridges.Rtp.Control;

/// <summary>Loss and jitter of one source as RFC 3550 counts them (6.4.1, A.3, A.8).</summary>
/// <param name="clockRate">Ticks of the timestamp per second.</param>
internal sealed class ReceptionStatistics(int clockRate)
{
    private long? _first;
    private long _highest;
    private long _received;
    private long _expectedPrior, _receivedPrior;
    private double _jitter;
    private (TimeSpan Arrival, long Timestamp)? _last;

    /// <summary>Packets that arrived, duplicates included.</summary>
    public long Received => _received;

    /// <summary>Packets from the first to the highest number.</summary>
    public long Expected => _first is long first ? _highest - first + 1 : 0;

    /// <summary>Interarrival jitter.</summary>
    public TimeSpan Jitter => TimeSpan.FromSeconds(_jitter / clockRate);

    /// <summary>Counts a packet.</summary>
    /// <param name="sequence">Extended sequence number.</param>
    /// <param name="timestamp">Extended timestamp.</param>
    /// <param name="arrival">Since any fixed instant.</param>
    public void Count(long sequence, long timestamp, TimeSpan arrival)
    {
        _first = Math.Min(_first ?? sequence, sequence);
        _highest = Math.Max(_highest, sequence);
        _received++;
        if (_last is { } last)
        {
            double difference = ((arrival - last.Arrival).TotalSeconds * clockRate) - (timestamp - last.Timestamp);
            _jitter += (Math.Abs(difference) - _jitter) / 16;
        }

        _last = (arrival, timestamp);
    }

    /// <summary>The report block for what came since the last one.</summary>
    public ReportBlock Report(uint ssrc, uint lastReport, TimeSpan? sinceLastReport)
    {
        long expected = Expected - _expectedPrior, lost = expected - (_received - _receivedPrior);
        _expectedPrior = Expected;
        _receivedPrior = _received;
        byte fraction = expected <= 0 || lost <= 0 ? (byte)0 : (byte)Math.Min(255, lost * 256 / expected);
        uint delay = sinceLastReport is TimeSpan since ? (uint)Math.Min(uint.MaxValue, Math.Max(0, since.TotalSeconds * 65536)) : 0;
        return new ReportBlock(
            ssrc, fraction, (int)Math.Clamp(Expected - _received, -(1 << 23), (1 << 23) - 1), (uint)_highest, (uint)_jitter, lastReport, delay);
    }
}
