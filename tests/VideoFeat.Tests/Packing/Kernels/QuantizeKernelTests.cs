using System.Numerics;
using VideoFeat.Packing.Kernels;
using VideoFeat.Tests.Infrastructure;
using VideoFeat.Tests.Reference;

namespace VideoFeat.Tests.Packing.Kernels;

/// <summary>Every width gives the twin's codes and values, bit for bit, and touches nothing beside them.</summary>
public class QuantizeKernelTests
{
    private static readonly (float Minimum, float Maximum)[] Ranges =
    [
        (0, 6), (-0.27846f, 5.3f), (-1, 1), (3, 3), (0, 0), (-7.5f, -7.25f), (1e-30f, 1.5e-30f), (0, 1e-40f), (-float.MaxValue, float.MaxValue),
        (-1e-45f, 1e-45f), (1e38f, 3e38f), (-128, 127), (16777216, 16777218),
    ];

    [Theory]
    [MemberData(nameof(Widths.Here), MemberType = typeof(Widths))]
    public void Every_length_gives_the_twins_codes_and_values(int width)
    {
        for (int length = 0; length <= 256; length++)
        {
            (float minimum, float maximum) = Ranges[length % Ranges.Length];
            Compare<byte>((KernelWidth)width, length, minimum, maximum, 255);
            Compare<ushort>((KernelWidth)width, length, minimum, maximum, length % 2 == 0 ? 1023 : 4095);
        }
    }

    [Theory]
    [MemberData(nameof(Widths.Here), MemberType = typeof(Widths))]
    public void Special_values_at_every_position_give_the_twins_codes(int width)
    {
        float[] specials = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, -0f, float.Epsilon, -float.Epsilon, float.MaxValue, float.MinValue];
        foreach ((float minimum, float maximum) in Ranges)
        {
            var scale = new ChannelScale(new(minimum, maximum), 255);
            foreach (float special in specials)
            {
                for (int position = 0; position < 37; position += special == 0 ? 5 : 1)
                {
                    float[] source = new float[37];
                    Array.Fill(source, (minimum / 2) + (maximum / 2));
                    source[position] = special;
                    byte[] codes = new byte[37];
                    QuantizeKernel.Run<byte>(source, codes, scale, (KernelWidth)width);
                    Assert.Equal(source.Select(x => (byte)ScalarQuantizer.Quantize(x, minimum, maximum, 255)), codes);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Widths.Here), MemberType = typeof(Widths))]
    public void Halves_go_to_the_even_code(int width)
    {
        // A step of exactly one, so that x.5 is exactly half way.
        float[] source = [.. Enumerable.Range(0, 255).Select(i => i + 0.5f)];
        byte[] codes = new byte[255];
        QuantizeKernel.Run<byte>(source, codes, new ChannelScale(new(0, 255), 255), (KernelWidth)width);
        Assert.Equal(Enumerable.Range(0, 255).Select(i => (byte)(i % 2 == 0 ? i : i + 1)), codes);
    }

    [Theory]
    [MemberData(nameof(Widths.Here), MemberType = typeof(Widths))]
    public void Rows_go_where_the_stride_says_and_nowhere_else(int width)
    {
        Random random = Seeds.Random(width);
        var scale = new ChannelScale(new(0, 1), 1023);
        for (int columns = 1; columns <= 70; columns++)
        {
            int stride = columns + random.Next(9);
            float[] source = [.. Enumerable.Range(0, columns * 5).Select(_ => random.NextSingle())];
            ushort[] samples = new ushort[(4 * stride) + columns];
            Array.Fill(samples, (ushort)0xAAAA);
            QuantizeKernel.Rows<ushort>(source, columns, samples, stride, scale, (KernelWidth)width);
            float[] back = new float[source.Length];
            DequantizeKernel.Rows<ushort>(samples, stride, back, columns, scale, (KernelWidth)width);
            for (int i = 0; i < samples.Length; i++)
            {
                int expected = i % stride < columns ? ScalarQuantizer.Quantize(source[(i / stride * columns) + (i % stride)], 0, 1, 1023) : 0xAAAA;
                Assert.Equal(expected, samples[i]);
            }

            Assert.Equal(source.Select(x => ScalarQuantizer.Dequantize(ScalarQuantizer.Quantize(x, 0, 1, 1023), 0, 1, 1023)), back);
        }
    }

    [Theory]
    [MemberData(nameof(Widths.Here), MemberType = typeof(Widths))]
    public void Every_code_has_the_twins_value(int width)
    {
        foreach ((float minimum, float maximum) in Ranges)
        {
            ushort[] codes = [.. Enumerable.Range(0, 4096).Select(i => (ushort)i)];
            float[] values = new float[4096];
            DequantizeKernel.Run<ushort>(codes, values, new ChannelScale(new(minimum, maximum), 4095), (KernelWidth)width);
            Assert.Equal(codes.Select(q => ScalarQuantizer.Dequantize(q, minimum, maximum, 4095)), values);
        }
    }

    [Fact]
    public void Sizes_that_do_not_fit_are_refused()
    {
        var scale = new ChannelScale(new(0, 1), 255);
        Assert.Equal(
            "10 elements are no whole number of rows of 4, 4 apart.",
            Assert.Throws<ArgumentException>(() => QuantizeKernel.Rows<byte>(new float[10], 4, new byte[16], 4, scale, KernelWidth.Scalar)).Message);
        Assert.Equal(
            "3 rows of 4, 8 apart, do not fit 19 samples.",
            Assert.Throws<ArgumentException>(() => QuantizeKernel.Rows<byte>(new float[12], 4, new byte[19], 8, scale, KernelWidth.Scalar)).Message);
        Assert.Equal(
            "2 rows of 6, 7 apart, do not fit 12 samples.",
            Assert.Throws<ArgumentException>(() => DequantizeKernel.Rows<byte>(new byte[12], 7, new float[12], 6, scale, KernelWidth.Scalar)).Message);
    }

    private static void Compare<TSample>(KernelWidth width, int length, float minimum, float maximum, int maxCode)
        where TSample : unmanaged, IBinaryInteger<TSample>
    {
        Random random = Seeds.Random(length);
        using var floats = new GuardedMemory<float>(length);
        using var samples = new GuardedMemory<TSample>(length);
        using var values = new GuardedMemory<float>(length);
        Span<float> source = floats.GetSpan();
        foreach (ref float x in source)
        {
            x = (float)(minimum + (((double)maximum - minimum) * ((random.NextDouble() * 1.1) - 0.05)));
        }

        var scale = new ChannelScale(new(minimum, maximum), maxCode);
        QuantizeKernel.Run(source, samples.GetSpan(), scale, width);
        DequantizeKernel.Run<TSample>(samples.GetSpan(), values.GetSpan(), scale, width);
        for (int i = 0; i < length; i++)
        {
            int code = ScalarQuantizer.Quantize(source[i], minimum, maximum, maxCode);
            Assert.Equal(code, int.CreateChecked(samples.GetSpan()[i]));
            Assert.Equal(ScalarQuantizer.Dequantize(code, minimum, maximum, maxCode), values.GetSpan()[i]);
        }
    }
}
