using VideoFeat.Bridges.Entropy;
using VideoFeat.Bridges.Lightweight;
using VideoFeat.Packing.Quantization;

namespace VideoFeat.Tests.Lightweight;

/// <summary>Vectors and their scalar twins give the same bits; the quantizer is the nearest level, clipped.</summary>
public class KernelTests
{
    private static readonly int[] Lengths = [1, 7, 8, 31, 32, 33, 64, 100, 1000];

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(256)]
    public void Codes_are_those_of_the_scalar_twin_and_of_the_nearest_level(int levels)
    {
        LevelTable table = LevelTable.Even(new ValueRange(-0.75f, 3.1f), levels);
        foreach (int length in Lengths)
        {
            float[] values = Values(length);
            byte[] vector = new byte[length], scalar = new byte[length];
            LevelKernel.Quantize(values, table.Thresholds, vector, MixerWidths.Best);
            LevelKernel.Quantize(values, table.Thresholds, scalar, MixerWidth.Scalar);
            Assert.Equal(scalar, vector);
            for (int i = 0; i < length; i++)
            {
                double clipped = Math.Clamp((double)values[i], -0.75, 3.1f);
                double nearest = table.Levels.ToArray().Min(l => Math.Abs(l - clipped));
                Assert.Equal(nearest, Math.Abs(table.Levels[vector[i]] - clipped), 1e-6);
            }
        }
    }

    [Fact]
    public void A_value_half_way_goes_up_and_what_is_not_a_number_down()
    {
        LevelTable table = LevelTable.Even(new ValueRange(0, 3), 4);
        float[] values = [-1, 0, 0.5f, 1.5f, 2.4999998f, 2.5f, 99, float.PositiveInfinity, float.NegativeInfinity, float.NaN];
        var codes = new byte[values.Length];
        LevelKernel.Quantize(values, table.Thresholds, codes, MixerWidths.Best);
        Assert.Equal([0, 0, 1, 2, 2, 3, 3, 3, 0, 0], codes);
    }

    [Fact]
    public void Moments_are_those_of_the_scalar_twin_bit_for_bit()
    {
        foreach (int length in Lengths)
        {
            float[] values = Values(length);
            ValueMoments vector = ValueMoments.Of(values, MixerWidths.Best), scalar = ValueMoments.Of(values, MixerWidth.Scalar);
            Assert.Equal(scalar, vector);
            Assert.Equal(values.Average(v => (double)v), vector.Mean, 1e-9);
            Assert.Equal((values.Min(), values.Max()), (vector.Minimum, vector.Maximum));
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void One_value_that_is_not_finite_is_noticed_wherever_it_stands(float odd)
    {
        for (int at = 0; at < 40; at++)
        {
            float[] values = Values(40);
            values[at] = odd;
            Assert.False(ValueMoments.Of(values, MixerWidths.Best).IsFinite);
            Assert.False(ValueMoments.Of(values, MixerWidth.Scalar).IsFinite);
        }
    }

    [Fact]
    public void The_histogram_knows_the_moments_between_any_two_values()
    {
        float[] values = [.. Values(20_000), 1e6f, -3e-5f, 0];
        var histogram = new ValueHistogram();
        Add(Values(17));
        histogram.Clear();
        Add(values[..9000]);
        Add(values[9000..]);
        foreach ((double from, double to) in new[] { (double.NegativeInfinity, double.PositiveInfinity), (-1, 0.7), (0, 2.2), (2.2, 1e9), (1e7, 1e8), (-9, -8) })
        {
            CellMoments cell = histogram.Between(from, to);
            double[] inside = [.. values.Where(v => v >= from && v < to).Select(v => (double)v)];
            Assert.Equal(inside.Length / (double)values.Length, cell.Mass, 0.006);
            Assert.Equal(inside.Sum() / values.Length, cell.First, 0.006 + (Math.Abs(inside.Sum()) * 1e-9));
        }

        void Add(float[] some) => histogram.Add(some, ValueMoments.Of(some, MixerWidths.Best));
    }

    [Theory]
    [InlineData(new[] { 0f, -0f, 0, 6, 6, 6 })]
    [InlineData(new[] { -0f, -1, -1.01f, -3e-38f, -0f })]
    [InlineData(new[] { 1.5f, 1.5000001f, 1.5000002f })]
    [InlineData(new[] { -0f, 0 })]
    public void A_bin_knows_the_sum_of_its_values(float[] values)
    {
        var histogram = new ValueHistogram();
        histogram.Add(values, ValueMoments.Of(values, MixerWidths.Best));
        CellMoments all = histogram.Between(double.NegativeInfinity, double.PositiveInfinity);
        Assert.Equal(1, all.Mass, 1e-12);
        Assert.Equal(values.Average(v => (double)v), all.First, 1e-12);
        Assert.Equal(values.Count(v => v >= 0) / (double)values.Length, histogram.Between(0, double.PositiveInfinity).Mass, 1e-12);
    }

    private static float[] Values(int length)
    {
        Random random = Seeds.Random(length);
        return [.. Enumerable.Range(0, length).Select(_ => (float)((random.NextDouble() * 6) - 2))];
    }
}
