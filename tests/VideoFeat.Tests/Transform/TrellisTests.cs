using VideoFeat.Bridges.Transform;
using VideoFeat.Bridges.Transform.Calibration;
using VideoFeat.Packing;
using Xunit.Abstractions;

namespace VideoFeat.Tests.Transform;

public class TrellisTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_state_is_reached_from_two_others_and_a_run_of_zeros_is_its_zeros_one_by_one()
    {
        for (int state = 0; state < LevelState.Count; state++)
        {
            Assert.Equal(2, Enumerable.Range(0, 2 * LevelState.Count).Count(i => LevelState.Next(i / 2, i % 2) == state));
            int after = state;
            for (int run = 0; run < 20; run++)
            {
                Assert.Equal(after, LevelState.NextZeros(state, run));
                after = LevelState.Next(after, 0);
            }
        }
    }

    [Theory]
    [InlineData(1, 7)]
    [InlineData(2, 8)]
    [InlineData(4, 9)]
    public void No_sequence_of_levels_costs_less_than_the_one_found(int block, int length)
    {
        var random = new Random(block);
        for (int trial = 0; trial < 40; trial++)
        {
            (TensorTransform transform, BlockGrid grid) = Sample(1, length, block, loss: 10);
            var steps = new CoefficientSteps(transform, 0);
            steps.Open(0);
            float[] sizes = [.. Enumerable.Range(0, length).Select(_ => (float)(-Math.Log(1 - random.NextDouble()) * (1 + (trial % 4))))];
            byte[] classes = [.. Enumerable.Range(0, length).Select(_ => (byte)random.Next(20, 45))];
            var levels = new short[length];
            new Trellis(grid).Quantize(steps, sizes, classes, levels);
            int[] order = [.. BlockRun.All(grid).SelectMany(r => Enumerable.Range(r.Start, r.Length))];
            Assert.Equal(Least(steps, sizes, classes, order, 0, 0), Cost(steps, sizes, classes, order, levels), 1e-4 * length);
        }
    }

    [Fact]
    public void At_high_rates_levels_lie_a_decibel_nearer_than_those_of_one_quantizer()
    {
        const int side = 64;
        (TensorTransform transform, BlockGrid grid) = Sample(side, side, 8, loss: 0);
        var steps = new CoefficientSteps(transform, 0);
        steps.Open(0);
        var random = new Random(4);
        float[] sizes = [.. Enumerable.Range(0, side * side).Select(_ => 200 * random.NextSingle())];
        var levels = new short[sizes.Length];
        new Trellis(grid).Quantize(steps, sizes, [.. Enumerable.Repeat((byte)60, sizes.Length)], levels);
        var back = new float[sizes.Length];
        steps.Dequantize([.. BlockRun.All(grid)], levels, back);
        double error = sizes.Zip(back, (a, b) => (double)(a - b) * (a - b)).Average();
        double gain = 10 * Math.Log10(1 / 12.0 / error);
        output.WriteLine($"{gain:F2} dB");
        Assert.InRange(gain, 0.9, 1.3);
    }

    [Fact]
    public void What_is_too_small_for_any_level_is_zero_and_the_largest_level_holds()
    {
        (TensorTransform transform, BlockGrid grid) = Sample(1, 3, 1, loss: 0);
        var steps = new CoefficientSteps(transform, 0);
        steps.Open(0);
        var levels = new short[] { 9, 9, 9 };
        new Trellis(grid).Quantize(steps, [0, 1e-3f, 0.1f], [10, 10, 10], levels);
        Assert.Equal([0, 0, 0], levels);
        new Trellis(grid).Quantize(steps, [1e9f, float.MaxValue, 3], [63, 63, 63], levels);
        Assert.All(levels[..2], l => Assert.InRange(l, short.MaxValue - 2, short.MaxValue));
    }

    private static double Least(CoefficientSteps steps, float[] sizes, byte[] classes, int[] order, int n, int state)
    {
        if (n == order.Length)
        {
            return 0;
        }

        float size = sizes[order[n]];
        int q = LevelState.Quantizer(state);
        int floor = (int)(size + (0.5f * q));
        return new[] { 0, floor, floor + 1 }.Min(level =>
            One(steps, size, classes[order[n]], q, level) + Least(steps, sizes, classes, order, n + 1, LevelState.Next(state, level)));
    }

    private static double Cost(CoefficientSteps steps, float[] sizes, byte[] classes, int[] order, short[] levels)
    {
        double cost = 0;
        int state = 0;
        foreach (int at in order)
        {
            cost += One(steps, sizes[at], classes[at], LevelState.Quantizer(state), levels[at]);
            state = LevelState.Next(state, levels[at]);
        }

        return cost;
    }

    private static double One(CoefficientSteps steps, float size, byte expected, int quantizer, int level)
    {
        ReadOnlySpan<float> rates = LevelRates.Of(expected).Slice(4 * quantizer, 4);
        double point = level == 0 ? 0 : (level == 1 ? steps.Ones[0] : level - steps.Losses[0]) - (0.5 * quantizer);
        double bits = level switch { 0 => rates[0], 1 => rates[1], _ => rates[2] + ((level - 2) * rates[3]) };
        return ((size - point) * (size - point)) + (Trellis.BitCost * bits);
    }

    private static (TensorTransform Transform, BlockGrid Grid) Sample(int height, int width, int block, byte loss) => (
        TransformCalibration.Plain(1) with { BlockSize = block, Shrink = [.. Enumerable.Repeat(loss, 2 * TensorTransform.RatioClasses)] },
        new BlockGrid(new ChannelGeometry(1, height, width, false), block));
}
