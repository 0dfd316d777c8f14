namespace VideoFeat.Monitoring.Figures;

/// <summary>The delays of the last seconds, and their quantiles. One caller at a time; adding allocates nothing.</summary>
internal sealed class DelayWindow
{
    /// <summary>Delays that are kept at most: 10 s at 400 sets a second; beyond that the window is shorter.</summary>
    public const int Capacity = 4096;

    /// <summary>How far back quantiles look: long enough for a p99 at 30 sets a second, short enough to move.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(10);

    private readonly (TimeSpan At, double Milliseconds)[] _ring = new (TimeSpan, double)[Capacity];
    private readonly double[] _sorted = new double[Capacity];
    private long _added;

    /// <param name="at">When, on any clock that does not go back.</param>
    /// <param name="delay">The delay.</param>
    public void Add(TimeSpan at, TimeSpan delay) => _ring[_added++ % Capacity] = (at, delay.TotalMilliseconds);

    /// <summary>Median and 99th percentile by nearest rank, in milliseconds; null where the window is empty.</summary>
    public Quantiles? Measure(TimeSpan now)
    {
        int count = 0;
        for (long i = _added - 1; i >= 0 && i >= _added - Capacity && now - _ring[i % Capacity].At <= Length; i--)
        {
            _sorted[count++] = _ring[i % Capacity].Milliseconds;
        }

        if (count == 0)
        {
            return null;
        }

        Span<double> sorted = _sorted.AsSpan(0, count);
        sorted.Sort();
        double Rank(double share) => _sorted[(int)Math.Ceiling(share * count) - 1];
        return new Quantiles(Rank(0.5), Rank(0.99), count);
    }

    /// <param name="Median">Milliseconds.</param>
    /// <param name="P99">Milliseconds.</param>
    /// <param name="Count">Delays in the window.</param>
    public readonly record struct Quantiles(double Median, double P99, int Count);
}
