using VideoFeat.Bridges.Lightweight;
using VideoFeat.Packing.Quantization;
using VideoFeat.Tests.Reference;

namespace VideoFeat.Tests.Lightweight;

/// <summary>The entropy-constrained design on the model of ResNet-50's layer 21, four levels of 0..9.036.</summary>
public class EcqTests
{
    private const double Variance = 4.92801;
    private static readonly ActivationModel Model = new(AsymmetricLaplace.Fit(1.12357, Variance, 0.1)!.Value, 0.1);
    private static readonly LevelTable Start = LevelTable.Even(new ValueRange(0, 9.036f), 4);

    [Theory]
    [InlineData(0.02, 1.2685, 0.4529, "0 2.134 4.878 9.036", "1.112 3.525 6.975")]
    [InlineData(0.10, 1.1511, 0.4873, "0 2.581 5.364 9.036", "1.499 4.085 7.287")]
    [InlineData(0.20, 1.0163, 0.5865, "0 3.138 6.024 9.036", "1.949 4.862 7.691")]
    [InlineData(0.40, 0.7292, 0.9964, "0 4.417 9.036", "2.821 7.181")]
    public void With_pinned_ends_it_gives_the_levels_worked_out_on_samples(double multiplier, double entropy, double error, string levels, string thresholds)
    {
        EntropyConstrainedDesign design = EntropyConstrainedDesign.Run(Model, Start.Levels, multiplier * Variance);
        Assert.Equal(entropy, design.Entropy, 0.002);
        Assert.Equal(error, design.Error, 0.002);
        Near(levels, design.Levels);
        Near(thresholds, design.Thresholds);
    }

    [Theory]
    [InlineData(0.02, 1.2778)]
    [InlineData(0.10, 1.1092)]
    [InlineData(0.20, 0.9293)]
    [InlineData(0.40, 0.6376)]
    public void Without_pins_the_outer_levels_drift_inwards(double multiplier, double entropy)
    {
        EntropyConstrainedDesign design = EntropyConstrainedDesign.Run(new Clipped(Model, 0, 9.036), Start.Levels, multiplier * Variance, pinEnds: false);
        Assert.Equal(entropy, design.Entropy, 0.02);
        Assert.InRange(design.Levels[^1], 4, 9.0359);
    }

    [Theory]
    [InlineData(2, 0.0)]
    [InlineData(4, 0.05)]
    [InlineData(8, 0.3)]
    [InlineData(16, 2.0)]
    public void The_cost_never_rises_and_never_exceeds_that_of_the_even_levels(int levels, double multiplier)
    {
        LevelTable even = LevelTable.Even(new ValueRange(0, (float)ClippingRange.BestMaximum(Model, 0, levels)), levels);
        EntropyConstrainedDesign design = EntropyConstrainedDesign.Run(Model, even.Levels, multiplier);
        for (int i = 1; i < design.Costs.Count; i++)
        {
            Assert.True(design.Costs[i] <= design.Costs[i - 1] + 1e-12, $"round {i}: {design.Costs[i]} behind {design.Costs[i - 1]}");
        }

        Assert.True(design.Costs[^1] <= EvenCost(even, multiplier) + 1e-12);
        Assert.Equal(design.Levels.Length - 1, design.Thresholds.Length);
        Assert.Equal(0, design.Levels[0]);
    }

    [Fact]
    public void Where_bits_are_dear_one_level_is_left() =>
        Assert.Single(EntropyConstrainedDesign.Run(new Clipped(Model, 0, 9.036), Start.Levels, 1e6, pinEnds: false).Levels);

    private static double EvenCost(LevelTable even, double multiplier)
    {
        double cost = 0;
        for (int i = 0; i < even.Levels.Length; i++)
        {
            CellMoments cell = Model.Between(
                i == 0 ? double.NegativeInfinity : even.Thresholds[i - 1], i == even.Levels.Length - 1 ? double.PositiveInfinity : even.Thresholds[i]);
            cost += cell.ErrorTo(even.Levels[i]) - (multiplier * cell.Mass * Math.Log2(cell.Mass));
        }

        return cost;
    }

    private static void Near(string expected, double[] found)
    {
        double[] wanted = [.. expected.Split(' ').Select(double.Parse)];
        Assert.Equal(wanted.Length, found.Length);
        for (int i = 0; i < wanted.Length; i++)
        {
            Assert.Equal(wanted[i], found[i], 0.009);
        }
    }

    // What the classical design sees: values clipped first, their mass at the ends.
    private sealed class Clipped(IValueDistribution values, double low, double high) : IValueDistribution
    {
        public double Low => low;

        public double High => high;

        public CellMoments Between(double from, double to)
        {
            CellMoments inside = values.Between(Math.Max(from, low), Math.Min(to, high));
            double below = from <= low && to > low ? values.Between(double.NegativeInfinity, low).Mass : 0;
            double above = from <= high && to > high ? values.Between(high, double.PositiveInfinity).Mass : 0;
            inside = from < high && to > low ? inside : default;
            return new CellMoments(
                inside.Mass + below + above, inside.First + (below * low) + (above * high), inside.Second + (below * low * low) + (above * high * high));
        }
    }
}
