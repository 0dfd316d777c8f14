using VideoFeat.Bridges;
using VideoFeat.Bridges.Files;
using VideoFeat.Bridges.Lightweight;
using VideoFeat.Packing;
using VideoFeat.Packing.Header;
using VideoFeat.Packing.Quantization;

namespace VideoFeat.Tests.Lightweight;

/// <summary>The bridge at the front doors: files, tensors of all kinds, ranges, damage.</summary>
public class StreamTests
{
    private static readonly TensorShape Shape = new(1, 6, 24, 24);

    [Theory]
    [InlineData(".hevc", LightweightContexts.One, null)]
    [InlineData(".mp4", LightweightContexts.Rich, null)]
    [InlineData(".mkv", LightweightContexts.One, 1.386)]
    [InlineData(".ts", LightweightContexts.Rich, 1.386)]
    public void Sets_survive_a_file_and_tell_their_error(string extension, LightweightContexts contexts, double? ecq)
    {
        using var folder = new TemporaryFolder();
        string path = folder["a" + extension];
        CodecOptions options = Options with { Contexts = contexts, Ecq = ecq, Verify = true };
        float[] errors = new float[4];
        using (FeatureEncoder encoder = FeatureEncoder.Open(Shape, options))
        using (FeatureFileWriter writer = FeatureFileWriter.Create(
            path, encoder.ExtraData, encoder.Plan.FrameWidth, encoder.Plan.FrameHeight, encoder.FramesPerSecond))
        {
            for (int i = 0; i < errors.Length; i++)
            {
                using FeatureTensor tensor = Tensors.Features(Shape, i);
                using CodedFeature coded = encoder.Encode(tensor);
                errors[i] = coded.MaxError!.Value;
                writer.Write(coded);
            }

            writer.Finish();
        }

        using var decoder = FeatureDecoder.Open();
        int read = 0;
        foreach (DecodedFeature feature in decoder.DecodeFile(path))
        {
            using (feature)
            using (FeatureTensor source = Tensors.Features(Shape, read))
            {
                Assert.True(feature.State == FeatureState.Intact, feature.Reason);
                Assert.Equal(errors[read], FeatureError.Measure(source, feature.Set![0]).MaxAbs, 1e-6);
                Assert.InRange(feature.Set[0].Floats.ToArray().Distinct().Count(), 2, 4);
                read++;
            }
        }

        Assert.Equal(errors.Length, read);
        Assert.Equal((contexts, 4), LightweightFeatureDecoder.Describe(decoder.Header!));
    }

    [Theory]
    [InlineData(ElementType.Float16, AxisOrder.ChannelsFirst)]
    [InlineData(ElementType.BFloat16, AxisOrder.ChannelsLast)]
    [InlineData(ElementType.Float32, AxisOrder.ChannelsLast)]
    [InlineData(ElementType.Int8, AxisOrder.ChannelsFirst)]
    [InlineData(ElementType.UInt8, AxisOrder.ChannelsLast)]
    public void Every_type_and_axis_order_comes_back_near_its_levels(ElementType type, AxisOrder order)
    {
        var spec = new TensorSpec("t", type, new TensorShape(2, 9, 7, 5), order);
        using FeatureTensor tensor = FeatureTensor.Rent(spec);
        float[] values = [.. Enumerable.Range(0, spec.Shape.Elements / 2).Select(i => (float)(i * 7 % 101))];
        ChannelValues.Write(values, tensor, 0);
        ChannelValues.Write(values.Select(v => 100 - v).ToArray(), tensor, 1);
        using FeatureEncoder encoder = FeatureEncoder.Open([spec], Options with { Levels = 101, FixedRanges = [new ValueRange(0, 100)], Range = RangeMode.Fixed });
        using CodedFeature coded = encoder.Encode(new FeatureSet(tensor));
        using var decoder = FeatureDecoder.Open();
        IReadOnlyList<DecodedFeature> back = decoder.Decode(coded);
        Assert.Equal(2, back.Count);
        float[] scratch = new float[values.Length];
        for (int n = 0; n < 2; n++)
        {
            using DecodedFeature feature = back[n];
            float[] found = ChannelValues.Read(feature.Set![0], 0, scratch).ToArray();
            Assert.Equal(n == 0 ? values : [.. values.Select(v => 100 - v)], found);
        }
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(-3.25f)]
    public void A_constant_tensor_is_exact_and_nearly_free(float value)
    {
        using FeatureTensor tensor = FeatureTensor.FromFloats([.. Enumerable.Repeat(value, Shape.Elements)], Shape);
        using FeatureEncoder encoder = FeatureEncoder.Open(Shape, Options);
        using CodedFeature coded = encoder.Encode(tensor);
        using var decoder = FeatureDecoder.Open();
        using DecodedFeature back = Assert.Single(decoder.Decode(coded));
        Assert.Equal(tensor.Floats.ToArray(), back.Set![0].Floats.ToArray());
        Assert.InRange(coded.Units[0].Data.Length, 1, 400);
    }

    [Fact]
    public void A_stream_of_one_quantizer_keeps_the_first_sets()
    {
        float[] Levels(LightweightScope scope)
        {
            using FeatureEncoder encoder = FeatureEncoder.Open(Shape, Options with { Scope = scope });
            using var decoder = FeatureDecoder.Open();
            float top = 0;
            for (int i = 1; i < 4; i++)
            {
                using FeatureTensor tensor = Tensors.Features(Shape, i);
                foreach (ref float v in tensor.Floats)
                {
                    v *= i;
                }

                using CodedFeature coded = encoder.Encode(tensor);
                using DecodedFeature back = decoder.Decode(coded).Single();
                top = back.Set![0].Floats.ToArray().Max();
            }

            return [top];
        }

        Assert.InRange(Levels(LightweightScope.Set)[0], 1.5f * Levels(LightweightScope.Stream)[0], 10);
    }

    [Fact]
    public void A_given_range_is_taken_and_its_ends_come_back()
    {
        using FeatureTensor tensor = Tensors.Features(Shape);
        using FeatureEncoder encoder = FeatureEncoder.Open(Shape, Options with { Range = RangeMode.Fixed, FixedRanges = [new ValueRange(0.25f, 1.75f)] });
        using CodedFeature coded = encoder.Encode(tensor);
        using var decoder = FeatureDecoder.Open();
        using DecodedFeature back = decoder.Decode(coded).Single();
        Assert.Equal([0.25f, 0.75f, 1.25f, 1.75f], back.Set![0].Floats.ToArray().Distinct().Order());
    }

    [Fact]
    public void What_is_not_finite_is_refused_or_moved()
    {
        using FeatureTensor tensor = Tensors.Features(Shape, name: "t");
        tensor.Floats[5] = float.NaN;
        tensor.Floats[900] = float.PositiveInfinity;
        using FeatureEncoder strict = FeatureEncoder.Open([tensor.Spec], Options);
        Assert.Equal(
            "Tensor 't' holds 1 NaN and 1 infinities among 3456 elements; only finite values can be coded (the non-finite policy Clamp moves them into the range).",
            Assert.Throws<FeatureValueException>(() => strict.Encode(tensor)).Message);
        using FeatureEncoder lenient = FeatureEncoder.Open([tensor.Spec], Options with { NonFinite = NonFinitePolicy.Clamp });
        using CodedFeature coded = lenient.Encode(tensor);
        using var decoder = FeatureDecoder.Open();
        using DecodedFeature back = decoder.Decode(coded).Single();
        Assert.Equal((0f, back.Set![0].Floats.ToArray().Max()), (back.Set[0].Floats[5], back.Set[0].Floats[900]));
    }

    [Theory]
    [InlineData(LightweightContexts.One)]
    [InlineData(LightweightContexts.Rich)]
    public void A_flipped_bit_never_gives_wrong_values(LightweightContexts contexts)
    {
        using FeatureTensor tensor = Tensors.Features(Shape);
        using FeatureEncoder encoder = FeatureEncoder.Open(Shape, Options with { Contexts = contexts });
        using CodedFeature coded = encoder.Encode(tensor);
        byte[] good = coded.Units[0].Data.ToArray();
        float[] values = Decode(good)!;
        for (int at = 6; at < good.Length; at += 5)
        {
            byte[] bad = [.. good];
            bad[at] ^= (byte)(1 << (at % 8));
            float[]? found = Decode(bad);
            Assert.True(found is null || found.AsSpan().SequenceEqual(values), $"byte {at}: wrong values were handed out");
        }

        static float[]? Decode(byte[] unit)
        {
            using var decoder = FeatureDecoder.Open();
            decoder.Send(unit);
            decoder.Finish();
            float[]? values = null;
            while (decoder.TryReceive(out DecodedFeature? feature))
            {
                using (feature)
                {
                    values = feature!.Set?[0].Floats.ToArray();
                }
            }

            return values;
        }
    }

    [Fact]
    public void Bridge_data_of_another_version_are_refused()
    {
        using FeatureEncoder encoder = FeatureEncoder.Open(Shape, Options);
        FeatureConfiguration other = encoder.Header with { BridgeData = new byte[] { 2, 0, 3 } };
        Assert.Null(LightweightFeatureDecoder.Describe(other));
        Assert.Null(LightweightFeatureDecoder.Describe(other with { BridgeData = new byte[] { 1, 2, 3 } }));
        Assert.Null(LightweightFeatureDecoder.Describe(other with { BridgeId = 2, BridgeData = new byte[] { 1, 0, 3 } }));
    }

    [Fact]
    public void Options_out_of_range_are_all_named() => Assert.Equal(
        "Lightweight options: Levels is 257; it must be 2..256; Ecq is -1; it must be 0..100, or null; Contexts is 2; it must be One or Rich; "
        + "Activation is 9; it must be Auto, Relu, LeakyRelu, Relu6, Silu or Linear; Ranges has 2 entries; it must have 1 or 1, one a tensor; "
        + "Ranges holds one whose ends are not finite or fall; Threads is -1; it must be 0..1024.",
        Assert.Throws<ArgumentException>(() => LightweightFeatureEncoder.Open([new TensorSpec("", ElementType.Float32, Shape)], new LightweightOptions
        {
            Levels = 257,
            Ecq = -1,
            Contexts = (LightweightContexts)2,
            Activation = new Activation((ActivationKind)9),
            Ranges = [new ValueRange(0, 1), new ValueRange(2, 1)],
            Threads = -1,
        })).Message);

    private static CodecOptions Options => new() { Bridge = FeatureBridge.Lightweight };
}
