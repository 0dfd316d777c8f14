namespace VideoFeat.Bridges.Rtp.Rate;

/// <summary>
/// The rate that a link carries, from receiver reports: falls at once to a share of what came through, rises slowly (additive increase and
/// multiplicative decrease; the ideas are those of draft-ietf-rmcat-gcc and of RFC 8698). Pure: time is given.
/// </summary>
public sealed class LinkRate
{
    /// <summary>Of what came through while a queue stood, this is aimed at: the queue drains (GCC, section 5.5: 0.85).</summary>
    public const double Backoff = 0.85;

    /// <summary>Up to this loss the rate rises; retransmission mends it (GCC, section 6: 2 %).</summary>
    public const double LossToRise = 0.02;

    /// <summary>From this loss on the rate falls, by half of the loss. GCC falls from 10 %; here a lost packet is a lost set, so sooner.</summary>
    public const double LossToFall = 0.05;

    /// <summary>Growth a second far from where the link was full (GCC: 8 %), and near it.</summary>
    public const double FastGrowth = 1.1, SlowGrowth = 1.03;

    /// <summary>A queue of so many times the threshold needs no second report.</summary>
    public const double Deep = 4;

    /// <summary>Most that one report takes from the rate: content that needs less than the rate makes what came through look small.</summary>
    public const double MostFall = 0.5;

    /// <summary>Near: from this share of the rate that last filled the link.</summary>
    public const double Near = 0.8;

    /// <summary>A round trip longer than the shortest by this is a queue (RFC 8698, QTH: 50 ms); by half of it, and growing, one in the making.</summary>
    public static readonly TimeSpan Queue = TimeSpan.FromMilliseconds(50);

    /// <summary>The shortest round trip is taken over this time: routes change.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromSeconds(30);

    /// <summary>After so long without a report where some came, the rate halves, and again after as long (RFC 8083: reports missed mean a broken path).</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(3);

    private readonly double _minKbps;
    private readonly double _maxKbps;
    private readonly Queue<(TimeSpan At, TimeSpan RoundTrip)> _roundTrips = new();
    private TimeSpan? _lastReport;
    private TimeSpan _lastSilence;
    private TimeSpan? _lastRoundTrip;
    private double? _full;
    private int _standing;

    /// <param name="minKbps">Lowest rate, above 0.</param>
    /// <param name="maxKbps">Highest rate, and where it starts.</param>
    public LinkRate(double minKbps, double maxKbps)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(minKbps);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxKbps, minKbps);
        (_minKbps, _maxKbps) = (minKbps, maxKbps);
        Kbps = maxKbps;
    }

    /// <summary>The rate to send at now, kbit/s of payload.</summary>
    public double Kbps { get; private set; }

    /// <summary>Takes a report.</summary>
    /// <param name="report">What it says.</param>
    /// <param name="interval">From one set sent to the next.</param>
    /// <param name="now">Since any fixed instant, not falling.</param>
    public LinkVerdict Take(LinkReport report, TimeSpan interval, TimeSpan now)
    {
        TimeSpan elapsed = now - (_lastReport ?? now);
        _lastReport = _lastSilence = now;
        TimeSpan queue = QueueOf(report.RoundTrip, now, out bool growing);

        // What a jittery path swings by is no queue, nor what one set fills by itself until the next one comes.
        TimeSpan threshold = new[] { Queue, report.Jitter, interval }.Max();
        bool stands = queue > threshold || (queue > threshold / 2 && growing);
        _standing = stands ? _standing + 1 : 0;
        if (stands)
        {
            // One late report is a busy machine as often as a queue. While the queue drains, the rate already fits: falling again would starve the link.
            bool sure = queue > Deep * threshold || (growing && _standing > 1);
            return sure ? Fall(Backoff * Math.Min(Kbps, report.DeliveredKbps ?? Kbps), LinkVerdict.FallByDelay) : LinkVerdict.Hold;
        }

        // Less loss than that has many causes; near the rate that filled the link once, it is the link.
        if (report.Loss >= LossToFall || (report.Loss > LossToRise && Kbps > Near * _full))
        {
            return Fall(Math.Min(Kbps, report.DeliveredKbps ?? Kbps) * (1 - (report.Loss / 2)), LinkVerdict.FallByLoss);
        }

        return report.Loss > LossToRise || queue > threshold / 2 ? LinkVerdict.Hold : Rise(elapsed, report.DeliveredKbps);
    }

    /// <summary>Lets time pass without a report.</summary>
    public LinkVerdict Wait(TimeSpan now)
    {
        if (_lastReport is null || now - _lastSilence < Silence)
        {
            return LinkVerdict.Hold;
        }

        _lastSilence = now;
        return Fall(Kbps / 2, LinkVerdict.FallBySilence);
    }

    private TimeSpan QueueOf(TimeSpan? roundTrip, TimeSpan now, out bool growing)
    {
        growing = false;
        if (roundTrip is not TimeSpan trip)
        {
            return TimeSpan.Zero;
        }

        while (_roundTrips.TryPeek(out (TimeSpan At, TimeSpan) oldest) && now - oldest.At > Memory)
        {
            _roundTrips.Dequeue();
        }

        _roundTrips.Enqueue((now, trip));
        growing = trip > _lastRoundTrip;
        _lastRoundTrip = trip;
        return trip - _roundTrips.Min(r => r.RoundTrip);
    }

    private LinkVerdict Fall(double kbps, LinkVerdict verdict)
    {
        kbps = Math.Max(kbps, MostFall * Kbps);
        _full = Kbps > kbps ? kbps / Backoff : _full;
        Kbps = Math.Max(kbps, _minKbps);
        return verdict;
    }

    private LinkVerdict Rise(TimeSpan elapsed, double? delivered)
    {
        // Content that needs less than the rate proves nothing of the link.
        if (Kbps >= _maxKbps || delivered < Kbps / 2)
        {
            return LinkVerdict.Hold;
        }

        // Well past where it was full once, the link has become another.
        _full = Kbps > 1.2 * _full ? null : _full;
        double growth = Kbps > Near * _full ? SlowGrowth : FastGrowth;
        Kbps = Math.Min(_maxKbps, Kbps * Math.Pow(growth, Math.Min(elapsed.TotalSeconds, 2)));
        return LinkVerdict.Rise;
    }
}
