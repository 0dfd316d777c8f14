using VideoFeat.Bridges.Lightweight;
using VideoFeat.Packing.Quantization;
using VideoFeat.Tests.Reference;

namespace VideoFeat.Tests.Lightweight;

/// <summary>The asymmetric-Laplace model and its clipping ranges: the figures that the paper gives, and those that follow from it.</summary>
public class ModelTests
{
    // Mean and variance behind the leaky ReLU (0.1) of ResNet-50's layer 21 and YOLOv3's layer 12.
    private const double ResNetMean = 1.1235656, ResNetVariance = 4.9280124;
    private const double YoloMean = 0.4484323, YoloVariance = 0.5742644;

    [Theory]
    [InlineData(ResNetMean, ResNetVariance, 0.77166, -1.43506)]
    [InlineData(YoloMean, YoloVariance, 2.38995, -0.30888)]
    public void The_fit_of_two_moments_is_the_published_one(double mean, double variance, double lambda, double mu)
    {
        AsymmetricLaplace fit = AsymmetricLaplace.Fit(mean, variance, 0.1)!.Value;
        Assert.Equal(lambda, fit.Lambda, 1e-4);
        Assert.Equal(mu, fit.Mu, 1e-4);
    }

    [Theory]
    [InlineData(ResNetMean, ResNetVariance, 2, 5.184)]
    [InlineData(ResNetMean, ResNetVariance, 3, 7.511)]
    [InlineData(ResNetMean, ResNetVariance, 4, 9.036)]
    [InlineData(ResNetMean, ResNetVariance, 5, 10.175)]
    [InlineData(ResNetMean, ResNetVariance, 6, 11.084)]
    [InlineData(ResNetMean, ResNetVariance, 7, 11.842)]
    [InlineData(ResNetMean, ResNetVariance, 8, 12.492)]
    [InlineData(ResNetMean, ResNetVariance, 16, 15.805)]
    [InlineData(YoloMean, YoloVariance, 2, 1.674)]
    [InlineData(YoloMean, YoloVariance, 3, 2.425)]
    [InlineData(YoloMean, YoloVariance, 4, 2.918)]
    [InlineData(YoloMean, YoloVariance, 8, 4.033)]
    public void The_best_upper_end_is_the_published_one_to_three_decimals(double mean, double variance, int levels, double end)
    {
        var model = new ActivationModel(AsymmetricLaplace.Fit(mean, variance, 0.1)!.Value, 0.1);
        Assert.Equal(end, ClippingRange.BestMaximum(model, 0, levels), 0.00051);
    }

    [Theory]
    [InlineData(2, 2.00000)]
    [InlineData(3, 2.89785)]
    [InlineData(4, 3.48640)]
    [InlineData(5, 3.92570)]
    [InlineData(6, 4.27665)]
    [InlineData(7, 4.56911)]
    [InlineData(8, 4.81991)]
    [InlineData(16, 6.09804)]
    public void The_best_upper_end_in_decays_depends_on_the_levels_alone(int levels, double k)
    {
        Assert.Equal(k, ClosedFormRange.BestEnd(levels), 2e-5);
        foreach ((double lambda, double mu, double slope) in new[] { (1.0, -1.0, 0.1), (3.0, -0.2, 0.0), (0.25, -8.0, 0.0) })
        {
            var input = new AsymmetricLaplace(lambda, mu);
            Assert.Equal(k, ClippingRange.BestMaximum(new ActivationModel(input, slope), 0, levels) * input.Right, 1e-3);
        }
    }

    [Theory]
    [InlineData(2, 1.6447)]
    [InlineData(4, 0.5255)]
    [InlineData(8, 0.1814)]
    public void The_error_at_the_best_end_is_that_of_numerical_integration(int levels, double error)
    {
        var model = new ActivationModel(AsymmetricLaplace.Fit(ResNetMean, ResNetVariance, 0.1)!.Value, 0.1);
        Assert.Equal(error, ClippingRange.Error(model, 0, ClippingRange.BestMaximum(model, 0, levels), levels), 1e-4);
    }

    [Fact]
    public void With_both_ends_free_the_lower_one_comes_to_zero_as_levels_grow()
    {
        var model = new ActivationModel(AsymmetricLaplace.Fit(ResNetMean, ResNetVariance, 0.1)!.Value, 0.1);
        foreach ((int levels, double low, double high, double error) in new[] { (2, 0.360, 5.541, 1.555), (4, 0.053, 9.091, 0.524), (5, 0.002, 10.183, 0.370) })
        {
            ValueRange range = ClippingRange.Best(model, levels);
            Assert.Equal(error, ClippingRange.Error(model, range.Minimum, range.Maximum, levels), 2e-3);
            Assert.Equal(low, range.Minimum, 0.02);
            Assert.Equal(high, range.Maximum, 0.05);
        }
    }

    [Theory]
    [InlineData(0.77, -1.4, 0.1)]
    [InlineData(2.4, -0.3, 0.0)]
    [InlineData(1.5, 0.8, 0.0)]
    [InlineData(1.5, 0.8, 0.1)]
    [InlineData(1.0, 0.0, 0.25)]
    [InlineData(0.8, -0.5, 1.0)]
    public void The_model_is_what_its_samples_are_and_the_fit_finds_it_again(double lambda, double mu, double slope)
    {
        var input = new AsymmetricLaplace(lambda, mu);
        var model = new ActivationModel(input, slope);
        float[] samples = LaplaceSamples.Make(input, slope, 400_000, seed: 1);
        foreach ((double from, double to) in new[] { (double.NegativeInfinity, 0.0), (-0.05, 0.3), (0.0, double.PositiveInfinity), (0.5, 2.5) })
        {
            CellMoments cell = model.Between(from, to);
            float[] inside = [.. samples.Where(v => v >= from && v < to)];
            Assert.Equal(inside.Length / (double)samples.Length, cell.Mass, 4e-3);
            Assert.Equal(inside.Sum(v => (double)v) / samples.Length, cell.First, 0.02);
            Assert.Equal(inside.Sum(v => (double)v * v) / samples.Length, cell.Second, 0.1);
        }

        CellMoments all = model.Between(double.NegativeInfinity, double.PositiveInfinity);
        Assert.Equal(1, all.Mass, 1e-9);
        if (slope < 1)
        {
            AsymmetricLaplace again = AsymmetricLaplace.Fit(all.First, all.Variance, slope)!.Value;
            Assert.Equal(lambda, again.Lambda, 1e-6);
            Assert.Equal(mu, again.Mu, 1e-6);
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-1, 1)]
    [InlineData(1, 0)]
    [InlineData(double.NaN, 1)]
    [InlineData(1, double.PositiveInfinity)]
    [InlineData(1e-300, 1)]
    public void Moments_that_no_model_has_give_none(double mean, double variance) => Assert.Null(AsymmetricLaplace.Fit(mean, variance, 0.1));
}
