using VideoFeat.Bridges.Hevc.Rate;
using VideoFeat.Bridges.Rtp;
using VideoFeat.Streaming.Adaptation;

namespace VideoFeat.Tests.Streaming.Adaptation;

/// <summary>
/// A live sender of made content over a bottleneck: packets leave paced, wait in a queue of limited bytes, some are lost at random, reports come back each second.
/// Rate control and adaptation are the real ones; time, content and network are made from a seed.
/// </summary>
internal sealed class SimulatedLink
{
    private const double SetsPerSecond = 30;
    private const int PacketBytes = 1200;
    private const long Elements = 100_000;

    private readonly ManualTime _time = new();
    private readonly RateController _controller;
    private readonly Random _random;
    private readonly double _bitsAtNoQp;
    private RtpSenderStatistics _statistics = new();
    private double _queueBytes, _waitingBytes, _paced, _longest;
    private long _sent, _lost;

    public SimulatedLink(CodecOptions codec, double minKbps, int seed, double bitsAtNoQp = 5.5)
    {
        _controller = new RateController(codec.BitrateKbps!.Value * 1000 / SetsPerSecond, Elements, 1, 0, codec.HighestQp);
        Adapter = new RateAdapter(codec with { SetsPerSecond = SetsPerSecond }, minKbps, _time);
        _random = Seeds.Random(seed);
        _bitsAtNoQp = bitsAtNoQp;
    }

    public RateAdapter Adapter { get; }

    public required Func<double, double> LinkKbps { get; init; }

    public double RandomLoss { get; init; }

    public double QueueBytes { get; init; } = 64 << 10;

    public TimeSpan RoundTrip { get; init; } = TimeSpan.FromMilliseconds(40);

    /// <summary>False: the receiver says nothing in that second.</summary>
    public Func<double, bool> Reports { get; init; } = _ => true;

    /// <summary>What each second of it was like.</summary>
    public List<Second> Seconds { get; } = [];

    public SimulatedLink Run(int seconds)
    {
        for (int second = 0; second < seconds; second++)
        {
            long sets = 0, sent = _sent, lost = _lost, bits = 0;
            _longest = 0;
            for (int i = 0; i < SetsPerSecond; i++)
            {
                if (Adapter.Step(_controller.Report, _statistics))
                {
                    _controller.Retarget(Adapter.Report.Kbps * 1000 / (SetsPerSecond / Adapter.Report.OneOf));
                    bits += Send();
                    sets++;
                }

                Pass(1 / SetsPerSecond);
            }

            if (Reports(_time.Seconds))
            {
                Report();
            }

            Seconds.Add(new Second(sets, bits / 1000.0, sent == _sent ? 0 : (_lost - lost) / (double)(_sent - sent), _longest, _controller.Report.LastQp!.Value));
        }

        return this;
    }

    private long Send()
    {
        long bits;
        do
        {
            // Six QP are a bit an element, or a halving: as features do.
            double low = 1e-6, high = 64;
            int qp = _controller.Choose(key: true);
            while (high / low > 1.0001)
            {
                double middle = Math.Sqrt(low * high);
                (low, high) = qp + (3 * Math.Log2(middle)) + (6 * middle) < 6 * _bitsAtNoQp ? (middle, high) : (low, middle);
            }

            bits = 1000 + (long)(Elements * low * (0.9 + (0.2 * _random.NextDouble())));
        }
        while (!_controller.Accept(true, bits, 1000));

        _waitingBytes += bits / 8;
        return bits;
    }

    private void Pass(double seconds)
    {
        const double Step = 1 / 3000.0;
        for (double left = seconds; left > Step / 2; left -= Step)
        {
            _paced = Math.Min(_paced + (RateAdapter.Pacing * Adapter.Report.Kbps * 125 * Step), Math.Max(PacketBytes, _waitingBytes));
            for (; _paced >= PacketBytes && _waitingBytes > 0; _paced -= PacketBytes, _waitingBytes -= PacketBytes)
            {
                _sent++;
                bool full = _queueBytes + PacketBytes > QueueBytes;
                _lost += full || _random.NextDouble() < RandomLoss ? 1 : 0;
                _queueBytes += full ? 0 : PacketBytes;
            }

            _longest = Math.Max(_longest, _queueBytes * 8 / LinkKbps(_time.Seconds));
            _queueBytes = Math.Max(0, _queueBytes - (LinkKbps(_time.Seconds) * 125 * Step));
            _time.Pass(TimeSpan.FromSeconds(Step));
        }

        _statistics = _statistics with { Packets = _sent, PayloadBytes = _sent * PacketBytes };
    }

    private void Report()
    {
        long waiting = (long)(_queueBytes / PacketBytes);
        _statistics = _statistics with
        {
            Reports = _statistics.Reports + 1,
            PacketsReported = _sent - waiting,
            PacketsLostReported = _lost,
            JitterReported = TimeSpan.FromMilliseconds(5),
            RoundTrip = RoundTrip + TimeSpan.FromSeconds(_queueBytes / (LinkKbps(_time.Seconds) * 125)),
        };
    }

    public sealed record Second(long Sets, double Kbps, double Loss, double QueueMs, int Qp);

    private sealed class ManualTime : TimeProvider
    {
        private TimeSpan _now = TimeSpan.FromHours(1);

        public double Seconds => (_now - TimeSpan.FromHours(1)).TotalSeconds;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now.Ticks;

        public void Pass(TimeSpan span) => _now += span;
    }
}
