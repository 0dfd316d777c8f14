using FsCheck;
using FsCheck.Fluent;
using VideoFeat.Packing;
using VideoFeat.Packing.Kernels;
using VideoFeat.Packing.Quantization;
using VideoFeat.Tests.Reference;

namespace VideoFeat.Tests.Packing.Quantization;

/// <summary>The bounds of docs/quantization.md as properties, over ranges from denormal to all of float32.</summary>
public class QuantizerBoundTests
{
    private static readonly Gen<float> AnyFinite = Gen.Frequency(
        (4, Gen.Choose(int.MinValue, int.MaxValue).Select(BitConverter.Int32BitsToSingle).Where(float.IsFinite)),
        (4, Gen.Choose(-1_000_000, 1_000_000).Select(i => i / 1000f)),
        (1, Gen.Choose(0, 1 << 24).Select(BitConverter.Int32BitsToSingle)),
        (1, Gen.Elements(0f, -0f, 1f, float.MaxValue, float.MinValue, float.Epsilon, -float.Epsilon, 8.5e37f, 7.9e-31f)));

    private static Arbitrary<(float A, float B, double[] At, int Bits)> Cases => Arb.From(
        from a in AnyFinite
        from near in Gen.Elements(false, true)
        from b in near ? Gen.Choose(0, 2000).Select(ulps => Up(a, ulps)) : AnyFinite
        from at in Gen.Choose(0, 1 << 30).Select(i => i / (double)(1 << 30)).ArrayOf(20)
        from bits in Gen.Elements(8, 10, 12)
        select (a, b, at, bits));

    [Fact]
    public void Every_value_within_the_range_comes_back_within_half_a_step() =>
        Prop.ForAll(Cases, c =>
        {
            (float minimum, float maximum) = (Math.Min(c.A, c.B) + 0f, Math.Max(c.A, c.B) + 0f);
            int maxCode = (1 << c.Bits) - 1;
            var scale = new ChannelScale(new(minimum, maximum), maxCode);
            double bound = ScalarQuantizer.Bound(minimum, maximum, maxCode);
            return c.At.Append(0).Append(1).All(at =>
            {
                float x = Math.Clamp((float)(minimum + (((double)maximum - minimum) * at)), minimum, maximum);
                int code = scale.Quantize(x);
                float back = scale.Dequantize(code);
                return code >= 0 && code <= maxCode && back >= minimum && back <= maximum && Math.Abs((double)x - back) <= bound;
            });
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));

    [Fact]
    public void The_ends_of_a_range_have_the_first_and_the_last_code() =>
        Prop.ForAll(Cases, c =>
        {
            (float minimum, float maximum) = (Math.Min(c.A, c.B) + 0f, Math.Max(c.A, c.B) + 0f);
            var scale = new ChannelScale(new(minimum, maximum), 255);
            return scale.Quantize(minimum) == 0 && scale.Quantize(maximum) == (minimum == maximum ? 0 : 255) && scale.Dequantize(0) == minimum;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void Codes_never_fall_where_values_rise() =>
        Prop.ForAll(Cases, c =>
        {
            var scale = new ChannelScale(new(Math.Min(c.A, c.B) + 0f, Math.Max(c.A, c.B) + 0f), (1 << c.Bits) - 1);
            float[] values = [.. c.At.Select(at => (float)(scale.Minimum + (((double)scale.Maximum - scale.Minimum) * at))).Order()];
            return values.Zip(values.Skip(1)).All(pair => scale.Quantize(pair.First) <= scale.Quantize(pair.Second));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void Channel_ends_grow_outward_and_little()
    {
        Arbitrary<(float A, float B)> ranges = Arb.From(from a in AnyFinite from b in AnyFinite select (Math.Min(a, b), Math.Max(a, b)));
        Prop.ForAll(ranges, range =>
        {
            ValueRange compact = CompactRange.Outward(new(range.A, range.B));
            double before = (double)range.B - range.A;
            double after = (double)compact.Maximum - compact.Minimum;
            return compact.Minimum <= range.A && compact.Maximum >= range.B && float.IsFinite(compact.Minimum) && float.IsFinite(compact.Maximum)
                && after <= before * (1 + (1.0 / 32));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));
    }

    [Theory]
    [InlineData(ElementType.Float16)]
    [InlineData(ElementType.BFloat16)]
    public void Narrow_types_add_half_a_unit_of_their_own(ElementType type)
    {
        var spec = new TensorSpec("x", type, new TensorShape(1, 500));
        using FeatureTensor source = TensorFactory.Random(spec);
        using var set = new FeatureSet(source);
        using FeatureTensor decoded = FeatureTensor.Rent(spec);
        using var destination = new FeatureSet(decoded);
        var quantizer = new FeatureQuantizer([spec], new QuantizerOptions { BitDepth = 12 });
        QuantizerParameters parameters = quantizer.Measure(set, 0)[0];
        var codes = new ushort[500];
        quantizer.Quantize(set, 0, 0, parameters, codes);
        quantizer.Dequantize(codes, 0, parameters, destination, 0);
        (float minimum, float maximum) = parameters[0];
        double largest = Math.Max(Math.Abs(minimum), Math.Abs(maximum));
        double bound = ScalarQuantizer.Bound(minimum, maximum, 4095) + (largest * Math.ScaleB(1, type == ElementType.Float16 ? -11 : -8));
        double error = FeatureError.Measure(source, decoded).MaxAbs;
        Assert.InRange(error, double.Epsilon, bound);
    }

    private static float Up(float value, int ulps)
    {
        for (int i = 0; i < ulps && float.IsFinite(MathF.BitIncrement(value)); i++)
        {
            value = MathF.BitIncrement(value);
        }

        return value;
    }
}
