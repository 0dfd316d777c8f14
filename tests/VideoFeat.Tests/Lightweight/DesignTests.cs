using VideoFeat.Bridges.Entropy;
using VideoFeat.Bridges.Lightweight;
using VideoFeat.Tests.Reference;

namespace VideoFeat.Tests.Lightweight;

/// <summary>From values to a quantizer: which way the range is found, and that no other range errs less.</summary>
public class DesignTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    public void For_ReLU_the_range_is_the_models_and_near_the_best_on_the_samples(int levels)
    {
        float[] values = LaplaceSamples.Make(new AsymmetricLaplace(0.77, -1.4), 0, 200_000, seed: 3);
        LevelTable modelled = Design(values, new LightweightOptions { Levels = levels });
        Assert.Equal(ClosedFormRange.BestEnd(levels) / (0.77 * 0.5), modelled.Levels[^1], 0.05 * modelled.Levels[^1]);
        LevelTable searched = Design(values, new LightweightOptions { Levels = levels, Activation = new Activation(ActivationKind.Relu6) });
        Assert.Equal(searched.Levels[^1], modelled.Levels[^1], 0.05 * modelled.Levels[^1]);
    }

    [Theory]
    [InlineData(ActivationKind.Relu6, 3)]
    [InlineData(ActivationKind.Silu, 4)]
    [InlineData(ActivationKind.Linear, 2)]
    [InlineData(ActivationKind.Linear, 9)]
    public void A_search_finds_no_worse_a_range_than_a_fine_grid(ActivationKind kind, int levels)
    {
        Random random = Seeds.Random(levels);
        float[] values = [.. Enumerable.Range(0, 5000).Select(_ => Activate(kind, (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.2) * 3))];
        LevelTable found = Design(values, new LightweightOptions { Levels = levels, Activation = new Activation(kind) });
        double best = double.PositiveInfinity;
        for (double high = 0.1; high < 7; high += 0.1)
        {
            for (double low = kind == ActivationKind.Relu6 ? 0 : -4; low < (kind == ActivationKind.Relu6 ? 0.05 : high); low += 0.1)
            {
                best = Math.Min(best, Error(values, LevelTable.Even(new((float)low, (float)high), levels)));
            }
        }

        Assert.InRange(Error(values, found), 0, best * 1.01);
    }

    [Fact]
    public void Auto_tells_activations_by_their_ends()
    {
        Assert.Equal(ActivationKind.Relu, default(Activation).For(0, 9).Kind);
        Assert.Equal(ActivationKind.Relu6, default(Activation).For(0, 6).Kind);
        Assert.Equal(ActivationKind.Linear, default(Activation).For(-0.1f, 6).Kind);
        Assert.Equal(ActivationKind.Silu, new Activation(ActivationKind.Silu).For(0, 6).Kind);
    }

    [Theory]
    [InlineData(new[] { 0f, 0, 0, 1e-30f })]
    [InlineData(new[] { -5f, -5, -5, -4 })]
    [InlineData(new[] { 3e38f, -3e38f, 0, 1 })]
    [InlineData(new[] { 1f, 2 })]
    public void Odd_values_have_a_quantizer(float[] values)
    {
        foreach (ActivationKind kind in Enum.GetValues<ActivationKind>())
        {
            foreach (double? ecq in new double?[] { null, 0, 1.386, 100 })
            {
                LevelTable table = Design(values, new LightweightOptions { Levels = 5, Activation = new Activation(kind), Ecq = ecq });
                Assert.InRange(table.Levels.Length, 1, 5);
                Assert.Equal(table.Levels.Length - 1, table.Thresholds.Length);
                Assert.All(table.Levels.ToArray(), l => Assert.True(float.IsFinite(l)));
            }
        }
    }

    [Fact]
    public void The_entropy_constrained_levels_cost_less_at_what_a_bit_is_worth()
    {
        float[] values = LaplaceSamples.Make(new AsymmetricLaplace(0.77, -1.4), 0.1, 100_000, seed: 4);
        var leaky = new LightweightOptions { Levels = 6, Activation = new Activation(ActivationKind.LeakyRelu) };
        LevelTable even = Design(values, leaky), designed = Design(values, leaky with { Ecq = 1.386 });
        double worth = 1.386 * Error(values, even);
        Assert.True(Error(values, designed) + (worth * Entropy(values, designed)) < Error(values, even) + (worth * Entropy(values, even)));
        Assert.Equal((even.Levels[0], even.Levels[^1]), (designed.Levels[0], designed.Levels[^1]));
    }

    private static LevelTable Design(float[] values, LightweightOptions options) =>
        new QuantizerDesign(options).Of(values, ValueMoments.Of(values, MixerWidths.Best), null);

    private static float Activate(ActivationKind kind, double x) => (float)(kind switch
    {
        ActivationKind.Relu6 => Math.Clamp(x, 0, 6),
        ActivationKind.Silu => x / (1 + Math.Exp(-x)),
        _ => x,
    });

    private static double Error(float[] values, LevelTable table) => values.Average(v =>
    {
        double e = v - table.Levels[LevelKernel.Code(v, table.Thresholds)];
        return e * e;
    });

    private static double Entropy(float[] values, LevelTable table) => values.GroupBy(v => LevelKernel.Code(v, table.Thresholds))
        .Sum(g => -g.Count() / (double)values.Length * Math.Log2(g.Count() / (double)values.Length));
}
