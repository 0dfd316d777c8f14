using VideoFeat.Evaluation;

namespace VideoFeat.Tests.Evaluation;

public class PairedBootstrapTests
{
    [Fact]
    public void Every_resample_draws_as_many_items_as_there_are()
    {
        var sums = new HashSet<int>();
        PairedBootstrap.Intervals(37, 1, (weights, _) => sums.Add(weights.ToArray().Sum()), new BootstrapOptions { Resamples = 50 });

        Assert.Equal([37], sums);
    }

    [Fact]
    public void The_interval_of_a_mean_is_that_of_the_normal_approximation()
    {
        double[] items = [.. Enumerable.Range(0, 1000).Select(i => i % 10 == 0 ? -1.0 : i % 10 < 4 ? 1.0 : 0.0)];
        double mean = items.Average();
        double deviation = Math.Sqrt(items.Average(v => (v - mean) * (v - mean)) / items.Length);

        ConfidenceInterval interval = PairedBootstrap.Intervals(items.Length, 1, Mean, new BootstrapOptions { Resamples = 4000 })[0];

        Assert.Equal(0.2, interval.Estimate, 12);
        Assert.Equal(mean - (1.96 * deviation), interval.Low, 0.1 * deviation);
        Assert.Equal(mean + (1.96 * deviation), interval.High, 0.1 * deviation);

        void Mean(ReadOnlySpan<int> weights, Span<double> values)
        {
            double sum = 0;
            for (int i = 0; i < weights.Length; i++)
            {
                sum += weights[i] * items[i];
            }

            values[0] = sum / items.Length;
        }
    }

    [Fact]
    public void Resamples_without_a_value_are_left_out()
    {
        // Defined only where item 0 was drawn.
        ConfidenceInterval interval = PairedBootstrap.Intervals(3, 1, (w, v) => v[0] = w[0] == 0 ? double.NaN : 5, new BootstrapOptions())[0];
        ConfidenceInterval nothing = PairedBootstrap.Intervals(3, 1, (_, v) => v[0] = double.NaN, new BootstrapOptions())[0];

        Assert.Equal(new ConfidenceInterval(5, 5, 5, 0.95), interval);
        Assert.Equal(new ConfidenceInterval(double.NaN, double.NaN, double.NaN, 0.95), nothing);
    }

    [Theory]
    [InlineData(0.0, 1.0)]
    [InlineData(0.5, 2.5)]
    [InlineData(0.25, 1.75)]
    [InlineData(1.0, 4.0)]
    public void Quantiles_interpolate_between_neighbours(double share, double expected) =>
        Assert.Equal(expected, PairedBootstrap.Quantile([1, 2, 3, 4], share), 12);

    [Fact]
    public void The_map_difference_of_a_run_and_itself_is_nothing()
    {
        CocoGolden.Case golden = CocoGolden.Read()[0];

        DetectionDifference difference = golden.Score().Minus(golden.Score(), new BootstrapOptions { Resamples = 20 });

        Assert.Equal(new ConfidenceInterval(0, 0, 0, 0.95), difference.Map50);
        Assert.Equal(new ConfidenceInterval(0, 0, 0, 0.95), difference.Map5095);
    }

    [Fact]
    public void The_map_difference_is_that_of_the_reports_and_its_interval_holds_it_and_can_be_repeated()
    {
        CocoGolden.Case golden = CocoGolden.Read()[0];
        DetectionScore reference = golden.Score();
        var worse = new DetectionScore(golden.Classes);
        for (int i = 0; i < golden.Images.Length; i++)
        {
            worse.Add(i % 2 == 0 ? [] : golden.Images[i].Detections, golden.Images[i].Objects);
        }

        DetectionDifference difference = worse.Minus(reference, new BootstrapOptions { Resamples = 200 });

        Assert.Equal(worse.Report().Map50!.Value - golden.Map50, difference.Map50.Estimate, 12);
        Assert.Equal(worse.Report().Map5095!.Value - golden.Map, difference.Map5095.Estimate, 12);
        Assert.InRange(difference.Map50.Estimate, difference.Map50.Low, difference.Map50.High);
        Assert.True(difference.Map50.High < 0, "every second image has lost all its detections");
        Assert.Equal(difference, worse.Minus(reference, new BootstrapOptions { Resamples = 200 }));
        Assert.NotEqual(difference, worse.Minus(reference, new BootstrapOptions { Resamples = 200, Seed = 2 }));
    }

    [Fact]
    public void Runs_over_different_images_are_not_compared()
    {
        List<CocoGolden.Case> golden = CocoGolden.Read();

        var fault = Assert.Throws<ArgumentException>(() => golden[0].Score().Minus(golden[2].Score()));

        Assert.StartsWith("The reference has 6 images, 12 classes and ", fault.Message, StringComparison.Ordinal);
        Assert.EndsWith("both must be of the same labelled images. (Parameter 'reference')", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0.95, "Bootstrap resamples is 0; it must be 1 to 1000000.")]
    [InlineData(10, 1.0, "Bootstrap confidence is 1; it must be above 0 and below 1.")]
    [InlineData(10, double.NaN, "Bootstrap confidence is NaN; it must be above 0 and below 1.")]
    public void Bad_options_are_refused(int resamples, double confidence, string message)
    {
        var options = new BootstrapOptions { Resamples = resamples, Confidence = confidence };
        Assert.Equal(message, Assert.Throws<ArgumentException>(() => PairedBootstrap.Intervals(1, 0, (_, _) => { }, options)).Message);
    }
}
