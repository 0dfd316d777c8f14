namespace VideoFeat.Benchmarks.Load;

/// <summary>A line through measurements in time, by least squares.</summary>
/// <param name="Mean">Mean of the measurements.</param>
/// <param name="PerHour">The line's slope.</param>
/// <param name="Margin">The slope's true value lies so near with 95 %; neighbouring measurements that go together count as fewer.</param>
/// <param name="Hours">From the first to the last.</param>
internal readonly record struct Slope(double Mean, double PerHour, double Margin, double Hours)
{
    /// <summary>True where the slope cannot be told from 0, or falls.</summary>
    public bool IsFlat => PerHour - Margin <= 0;

    public static Slope Of(IReadOnlyList<(double Seconds, double Value)> points)
    {
        int n = points.Count;
        double meanTime = points.Average(p => p.Seconds), mean = points.Average(p => p.Value);
        double spread = points.Sum(p => Math.Pow(p.Seconds - meanTime, 2));
        double slope = points.Sum(p => (p.Seconds - meanTime) * (p.Value - mean)) / spread;
        double[] rest = [.. points.Select(p => p.Value - mean - (slope * (p.Seconds - meanTime)))];
        double squares = rest.Sum(r => r * r);

        // Correlation of neighbours; n (1 - r) / (1 + r) measurements are worth as much without it.
        double r = squares > 0 ? Math.Clamp(rest.Zip(rest.Skip(1), (a, b) => a * b).Sum() / squares, 0, 0.99) : 0;
        double worth = Math.Max(3, n * (1 - r) / (1 + r));
        double error = Math.Sqrt(squares / (worth - 2) / spread);
        return new Slope(mean, 3600 * slope, 3600 * 1.96 * error, (points[^1].Seconds - points[0].Seconds) / 3600);
    }
}
