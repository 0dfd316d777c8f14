using VideoFeat.Packing.Kernels;
using VideoFeat.Packing.Quantization;
using VideoFeat.Tests.Infrastructure;

namespace VideoFeat.Tests.Packing.Kernels;

public class RangeKernelTests
{
    [Theory]
    [MemberData(nameof(Widths.Here), MemberType = typeof(Widths))]
    public void Every_length_gives_the_extremes(int width)
    {
        Random random = Seeds.Random(width);
        for (int length = 1; length <= 256; length++)
        {
            using var memory = new GuardedMemory<float>(length);
            Span<float> values = memory.GetSpan();
            foreach (ref float x in values)
            {
                x = (random.NextSingle() - 0.5f) * 100;
            }

            var statistics = ValueStatistics.None;
            RangeKernel.Accumulate(values, ref statistics, (KernelWidth)width);
            Assert.Equal(new ValueRange(values.ToArray().Min(), values.ToArray().Max()), statistics.Range);
            Assert.Equal(0, statistics.NaNs + statistics.Infinities);
        }
    }

    [Theory]
    [MemberData(nameof(Widths.Here), MemberType = typeof(Widths))]
    public void What_is_not_finite_is_counted_and_left_out_wherever_it_stands(int width)
    {
        for (int position = 0; position < 100; position++)
        {
            float[] values = [.. Enumerable.Range(0, 100).Select(i => (float)i)];
            values[position] = float.NaN;
            values[(position + 17) % 100] = position % 2 == 0 ? float.PositiveInfinity : float.NegativeInfinity;
            float[] finite = [.. values.Where(float.IsFinite)];
            var statistics = ValueStatistics.None;
            RangeKernel.Accumulate(values, ref statistics, (KernelWidth)width);
            Assert.Equal((new ValueRange(finite.Min(), finite.Max()), 1L, 1L), (statistics.Range, statistics.NaNs, statistics.Infinities));
        }
    }

    [Theory]
    [MemberData(nameof(Widths.Here), MemberType = typeof(Widths))]
    public void Long_runs_and_signed_zeros_give_one_answer(int width)
    {
        float[] values = new float[200_001];
        values[^1] = -0f;
        var statistics = ValueStatistics.None;
        RangeKernel.Accumulate(values, ref statistics, (KernelWidth)width);
        Assert.Equal(0u, BitConverter.SingleToUInt32Bits(statistics.Range.Minimum));
        Assert.Equal(0u, BitConverter.SingleToUInt32Bits(statistics.Range.Maximum));
        values[150_000] = -3;
        values[7] = float.Epsilon;
        statistics = ValueStatistics.None;
        RangeKernel.Accumulate(values, ref statistics, (KernelWidth)width);
        Assert.Equal(new ValueRange(-3, float.Epsilon), statistics.Range);
    }

    [Theory]
    [MemberData(nameof(Widths.Here), MemberType = typeof(Widths))]
    public void Interleaved_channels_have_their_own_extremes(int width)
    {
        Random random = Seeds.Random(width);
        for (int channels = 1; channels <= 40; channels++)
        {
            using var memory = new GuardedMemory<float>(channels * 23);
            float[] values = [.. Enumerable.Range(0, channels * 23).Select(_ => random.NextSingle() - 0.5f)];
            values.CopyTo(memory.GetSpan());
            var ranges = new ValueRange[channels];
            bool measured = InterleavedRangeKernel.TryMeasure(memory.GetSpan(), ranges, (KernelWidth)width);
            Assert.Equal(width > 1 && channels >= 4, measured);
            for (int c = 0; measured && c < channels; c++)
            {
                float[] channel = [.. values.Where((_, i) => i % channels == c)];
                Assert.Equal(new ValueRange(channel.Min(), channel.Max()), ranges[c]);
            }

            values[random.Next(values.Length)] = float.NaN;
            Assert.False(InterleavedRangeKernel.TryMeasure(values, ranges, (KernelWidth)width));
        }
    }
}
