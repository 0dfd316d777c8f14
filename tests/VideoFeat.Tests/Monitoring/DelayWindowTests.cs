using VideoFeat.Monitoring.Figures;

namespace VideoFeat.Tests.Monitoring;

public class DelayWindowTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(99)]
    [InlineData(100)]
    [InlineData(101)]
    [InlineData(DelayWindow.Capacity)]
    [InlineData(DelayWindow.Capacity + 500)]
    public void Quantiles_are_the_nearest_ranks_of_what_is_kept(int count)
    {
        var window = new DelayWindow();
        Random random = Seeds.Random(count);
        double[] delays = [.. Enumerable.Range(0, count).Select(_ => Math.Round(random.NextDouble() * 1000, 3))];
        foreach (double delay in delays)
        {
            window.Add(TimeSpan.Zero, TimeSpan.FromMilliseconds(delay));
        }

        double[] kept = [.. delays.TakeLast(DelayWindow.Capacity).Order()];
        DelayWindow.Quantiles found = window.Measure(TimeSpan.Zero)!.Value;
        Assert.Equal(kept.First(d => kept.Count(k => k <= d) >= 0.5 * kept.Length), found.Median);
        Assert.Equal(kept.First(d => kept.Count(k => k <= d) >= 0.99 * kept.Length), found.P99);
        Assert.Equal(kept.Length, found.Count);
    }

    [Fact]
    public void What_is_older_than_the_window_does_not_count()
    {
        var window = new DelayWindow();
        Assert.Null(window.Measure(TimeSpan.Zero));
        window.Add(TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(500));
        window.Add(TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(20));
        Assert.Equal(new DelayWindow.Quantiles(20, 500, 2), window.Measure(TimeSpan.FromSeconds(11)));
        Assert.Equal(new DelayWindow.Quantiles(20, 20, 1), window.Measure(TimeSpan.FromSeconds(11.001)));
        Assert.Null(window.Measure(TimeSpan.FromSeconds(15.001)));
    }
}
