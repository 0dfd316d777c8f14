using VideoFeat.Packing;
using VideoFeat.Packing.Quantization;

namespace VideoFeat.Tests.Packing.Quantization;

public class RangeMeasuringTests
{
    [Fact]
    public void Not_a_number_is_refused_with_name_and_count()
    {
        using FeatureSet set = Set([1, float.NaN, float.NaN, float.PositiveInfinity, 2, 3], new TensorShape(2, 1, 3));
        foreach (QuantizerOptions options in new QuantizerOptions[]
        {
            new(), new() { Granularity = Granularity.PerChannel }, new() { Mode = RangeMode.Percentile }, new() { Mode = RangeMode.Fixed, FixedRanges = [[new(0, 1)]] },
        })
        {
            Assert.Equal(
                "Tensor 'p3' holds 2 NaN and 1 infinities among 6 elements; only finite values can be coded (the non-finite policy Clamp moves them into the range).",
                Assert.Throws<FeatureValueException>(() => new FeatureQuantizer([set[0].Spec], options).Measure(set, 0)).Message);
        }
    }

    [Fact]
    public void Clamping_moves_infinities_to_the_ends_and_NaN_towards_zero()
    {
        float[] values = [-4, float.NegativeInfinity, 0.5f, float.PositiveInfinity, float.NaN, 2];
        Assert.Equal([-4, -4, 0.5f, 2, 0, 2], RoundTrip(values, new QuantizerOptions { BitDepth = 12, NonFinite = NonFinitePolicy.Clamp }).Select(x => MathF.Round(x, 2)));
        Assert.Equal(3, RoundTrip([3, float.NaN, 5], new QuantizerOptions { NonFinite = NonFinitePolicy.Clamp })[1]);
        Assert.Equal(-3, RoundTrip([-3, float.NaN, -5], new QuantizerOptions { NonFinite = NonFinitePolicy.Clamp })[1]);
        Assert.Equal([0, 0], RoundTrip([float.NaN, float.PositiveInfinity], new QuantizerOptions { NonFinite = NonFinitePolicy.Clamp }));
    }

    [Theory]
    [InlineData(Granularity.PerTensor)]
    [InlineData(Granularity.PerChannel)]
    public void Constants_come_back_exactly(Granularity granularity)
    {
        foreach (float constant in new[] { 0f, 0.1f, -7.3e-12f, 1e-44f, float.MaxValue, float.MinValue })
        {
            float[] values = [.. Enumerable.Repeat(constant, 12)];
            Assert.Equal(values, RoundTrip(values, new QuantizerOptions { Granularity = granularity }));
        }
    }

    [Fact]
    public void A_constant_channel_beside_others_comes_back_exactly()
    {
        float[] values = [0.1f, 0.1f, 0.1f, 1, 2, 3];
        float[] back = RoundTrip(values, new QuantizerOptions { Granularity = Granularity.PerChannel }, new TensorShape(2, 1, 3));
        Assert.Equal(values[..3], back[..3]);
    }

    [Fact]
    public void Denormals_are_ordinary_numbers()
    {
        float[] values = [0, 1e-44f, 5e-41f, 1e-40f];
        float[] back = RoundTrip(values, new QuantizerOptions { BitDepth = 12 });
        Assert.All(values.Zip(back), pair => Assert.InRange(Math.Abs((double)pair.First - pair.Second), 0, 1e-40 / 4095 / 2 + 1e-45));
        Assert.Equal(1e-40f, back[3]);
    }

    [Fact]
    public void Negative_zero_comes_back_as_positive_zero()
    {
        float[] back = RoundTrip([-0f, 0, 1], new QuantizerOptions());
        Assert.Equal(0u, BitConverter.SingleToUInt32Bits(back[0]));
    }

    [Theory]
    [InlineData(ElementType.Int8)]
    [InlineData(ElementType.UInt8)]
    public void Integers_are_exact_at_every_depth_and_in_every_mode(ElementType type)
    {
        var spec = new TensorSpec("i", type, new TensorShape(2, 1, 128));
        using FeatureTensor tensor = FeatureTensor.Wrap(spec, Enumerable.Range(0, 256).Select(i => (byte)i).ToArray());
        using var set = new FeatureSet(tensor);
        using var decoded = new FeatureSet(FeatureTensor.Rent(spec));
        foreach (int bits in new[] { 8, 10, 12 })
        {
            foreach (RangeMode mode in new[] { RangeMode.MinMax, RangeMode.Percentile })
            {
                var quantizer = new FeatureQuantizer([spec], new QuantizerOptions { BitDepth = bits, Mode = mode, Granularity = Granularity.PerChannel, Percentile = 60 });
                QuantizerParameters parameters = quantizer.Measure(set, 0)[0];
                var codes = new ushort[256];
                quantizer.Quantize(set, 0, 0, parameters, codes);
                quantizer.Dequantize(codes, 0, parameters, decoded, 0);
                Assert.Equal(tensor.Bytes.ToArray(), decoded[0].Bytes.ToArray());
                Assert.Equal(type == ElementType.Int8 ? 127 + 128 : 255, codes.Max());
            }
        }
    }

    [Theory]
    [InlineData(100, 0)]
    [InlineData(99.9, 1)]
    [InlineData(90, 100)]
    [InlineData(50.1, 499)]
    public void Percentiles_clip_as_many_values_at_each_end(double percentile, int clipped)
    {
        Random random = Seeds.Random();
        float[] values = [.. Enumerable.Range(0, 2003).Select(_ => (random.NextSingle() - 0.3f) * MathF.Pow(10, random.Next(-40, 38)))];
        values[5] = float.NaN;
        values[700] = float.NegativeInfinity;
        float[] sorted = [.. values.Where(float.IsFinite).Order()];
        Assert.Equal(new ValueRange(sorted[clipped], sorted[^(clipped + 1)]), PercentileRange.Of(values, percentile));
    }

    [Fact]
    public void Percentiles_of_few_equal_or_no_values_are_defined()
    {
        Assert.Equal(new ValueRange(0, 0), PercentileRange.Of([], 99));
        Assert.Equal(new ValueRange(0, 0), PercentileRange.Of([float.NaN], 99));
        Assert.Equal(new ValueRange(-2, -2), PercentileRange.Of([-2], 51));
        Assert.Equal(new ValueRange(-2, 7), PercentileRange.Of([7, -2], 51));
        Assert.Equal(new ValueRange(3, 3), PercentileRange.Of([3, 3, 3, -1, 9, 3, 3, 3], 60));
    }

    [Fact]
    public void Fixed_ranges_clip_and_need_no_measuring()
    {
        var options = new QuantizerOptions { Mode = RangeMode.Fixed, FixedRanges = [[new(0, 2), new(-1, 1)]] };
        Assert.Equal([0, 2, 2, -1, 1, -1], RoundTrip([-5, 2, 9, -3, 3, -1], options, new TensorShape(2, 1, 3)));
    }

    [Fact]
    public void Bad_options_are_listed_together()
    {
        var options = new QuantizerOptions
        {
            BitDepth = 9,
            Mode = RangeMode.Fixed,
            Granularity = 0,
            NonFinite = (NonFinitePolicy)7,
            FixedRanges = [[new(0, 1), new(2, 1), new(0, float.NaN)]],
        };
        Assert.Equal(
            "Quantizer options: BitDepth is 9; it must be 8, 10 or 12; Granularity is 0; it must be PerTensor or PerChannel; "
            + "NonFinite is 7; it must be Refuse or Clamp; FixedRanges of tensor 't' has 3 ranges; it must have 1 or 4, one a channel; "
            + "FixedRanges of tensor 't' holds 2..1; both must be finite, the first not above the second.",
            Assert.Throws<ArgumentException>(() => new FeatureQuantizer([new("t", ElementType.Float32, new TensorShape(4, 2, 2))], options)).Message);
        Assert.Equal(
            "Quantizer options: Mode is 0; it must be MinMax, Fixed or Percentile.",
            Assert.Throws<ArgumentException>(() => new FeatureQuantizer([], new QuantizerOptions { Mode = 0 })).Message);
        Assert.Equal(
            "Quantizer options: Percentile is 50; it must be above 50 and at most 100.",
            Assert.Throws<ArgumentException>(() => new FeatureQuantizer([], new QuantizerOptions { Mode = RangeMode.Percentile, Percentile = 50 })).Message);
    }

    private static FeatureSet Set(float[] values, TensorShape shape) => new(FeatureTensor.FromFloats(values, shape, "p3"));

    private static float[] RoundTrip(float[] values, QuantizerOptions options, TensorShape? shape = null)
    {
        using FeatureSet set = Set(values, shape ?? new TensorShape(1, 1, values.Length));
        using FeatureSet decoded = new(FeatureTensor.Rent(set[0].Spec));
        var quantizer = new FeatureQuantizer([set[0].Spec], options);
        QuantizerParameters parameters = quantizer.Measure(set, 0)[0];
        var codes = new ushort[values.Length];
        quantizer.Quantize(set, 0, 0, parameters, codes);
        quantizer.Dequantize(codes, 0, parameters, decoded, 0);
        return decoded[0].Floats.ToArray();
    }
}
