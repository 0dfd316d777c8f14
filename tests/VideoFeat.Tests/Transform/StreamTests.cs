using VideoFeat.Bridges;
using VideoFeat.Bridges.Profiles;
using VideoFeat.Bridges.Transform;
using VideoFeat.Packing;

namespace VideoFeat.Tests.Transform;

public class StreamTests
{
    public static TheoryData<ElementType, AxisOrder, int[]> Tensors { get; } = new()
    {
        { ElementType.Float32, AxisOrder.ChannelsFirst, [1, 1, 1, 1] },
        { ElementType.Float32, AxisOrder.ChannelsFirst, [1, 1, 9, 1] },
        { ElementType.Float32, AxisOrder.ChannelsFirst, [1, 3, 1, 17] },
        { ElementType.Float32, AxisOrder.ChannelsFirst, [1, 12, 19, 23] },
        { ElementType.Float32, AxisOrder.ChannelsFirst, [40] },
        { ElementType.Float32, AxisOrder.ChannelsFirst, [5, 7] },
        { ElementType.Float32, AxisOrder.Tokens, [1, 20, 12] },
        { ElementType.Float16, AxisOrder.ChannelsLast, [1, 13, 13, 20] },
        { ElementType.BFloat16, AxisOrder.ChannelsFirst, [1, 6, 2, 7, 8] },
        { ElementType.UInt8, AxisOrder.ChannelsFirst, [1, 4, 8, 8] },
    };

    [Theory]
    [MemberData(nameof(Tensors))]
    public void A_set_of_any_shape_comes_back_intact_and_finer_steps_bring_it_nearer(ElementType type, AxisOrder order, int[] shape)
    {
        var spec = new TensorSpec("x", type, new TensorShape(shape), order);
        Profile profile = Samples.Profile(spec);
        using FeatureSet set = Samples.Set(spec, 99);
        double coarse = Error(spec, profile, set, 4), fine = Error(spec, profile, set, 1.0 / 16);
        Assert.True(fine <= coarse, $"{fine} against {coarse}");
        Assert.True(fine < (type == ElementType.UInt8 ? 0.6 : 0.03), $"{fine}");
    }

    [Fact]
    public void Features_that_are_alike_everywhere_take_few_bytes()
    {
        var spec = new TensorSpec("x", ElementType.Float32, new TensorShape(1, 8, 16, 16));
        using var set = new FeatureSet(FeatureTensor.FromFloats(new float[8 * 256], spec.Shape, "x"));
        var profile = Profile.Create(
            new ProfileMeta { Tensors = [spec] },
            Bridges.Transform.Calibration.TransformCalibration.Run([set, set, set, set], new Bridges.Transform.Calibration.CalibrationOptions()));
        using TransformFeatureEncoder encoder = TransformFeatureEncoder.Open([spec], new TransformOptions { Profile = profile, Verify = true });
        using CodedFeature coded = encoder.Encode(set);
        Assert.True(coded.Bits < 8 * 500, $"{coded.Bits / 8} bytes");
        Assert.Equal(0, coded.MaxError);
    }

    [Fact]
    public void A_batch_becomes_sets_and_verifying_measures_the_largest_error()
    {
        var spec = new TensorSpec("x", ElementType.Float32, new TensorShape(1, 6, 10, 12));
        Profile profile = Samples.Profile(spec);
        using FeatureSet one = Samples.Set(spec, 5), two = Samples.Set(spec, 6);
        using FeatureTensor both = FeatureTensor.FromFloats([.. one[0].Floats, .. two[0].Floats], new TensorShape(2, 6, 10, 12), "x");
        using TransformFeatureEncoder encoder = TransformFeatureEncoder.Open([spec], new TransformOptions { Profile = profile, Verify = true });
        using CodedFeature coded = encoder.Encode(new FeatureSet(both));
        List<DecodedFeature> decoded = Decode(coded, Library(profile));
        Assert.Equal([0, 1], decoded.Select(d => d.BatchIndex));
        double largest = Math.Max(FeatureError.Measure(one[0], decoded[0].Set![0]).MaxAbs, FeatureError.Measure(two[0], decoded[1].Set![0]).MaxAbs);
        Assert.Equal((float)largest, coded.MaxError);
    }

    [Fact]
    public void Sets_that_follow_one_another_take_fewer_bits_and_a_lost_one_loses_those_that_refer_to_it()
    {
        var spec = new TensorSpec("x", ElementType.Float32, new TensorShape(1, 6, 20, 24));
        Profile profile = Samples.Profile(spec);
        FeatureSet[] sets = [.. Enumerable.Range(0, 5).Select(_ => Samples.Set(spec, 5))];
        using TransformFeatureEncoder encoder = TransformFeatureEncoder.Open([spec], new TransformOptions { Profile = profile, StepScale = 0.5, KeyInterval = 4, Verify = true });
        CodedFeature[] coded = [.. sets.Select(s => encoder.Encode(s))];
        Assert.Equal([true, false, false, false, true], coded.Select(c => c.Units[0].IsKey));
        Assert.True(coded[1].Bits < coded[0].Bits, $"{coded[1].Bits} against {coded[0].Bits}");
        using TransformFeatureDecoder decoder = TransformFeatureDecoder.Open(Library(profile));
        var states = new List<FeatureState>();
        foreach (int i in new[] { 0, 1, 3, 4 })
        {
            decoder.Send(coded[i].Units[0].Data.Span);
            while (decoder.TryReceive(out DecodedFeature? set))
            {
                states.Add(set!.State);
                Assert.True(set.Set is null || FeatureError.Measure(sets[0][0], set.Set[0]).MaxAbs <= set.MaxError!.Value * 1.001);
            }
        }

        Assert.Equal([FeatureState.Intact, FeatureState.Intact, FeatureState.Lost, FeatureState.Lost, FeatureState.Intact], states);
    }

    [Fact]
    public void A_stream_names_the_profile_that_is_missing_and_takes_it_from_the_stream_where_it_travels_along()
    {
        var spec = new TensorSpec("x", ElementType.Float32, new TensorShape(1, 6, 10, 12));
        Profile profile = Samples.Profile(spec);
        using FeatureSet set = Samples.Set(spec, 5);
        using TransformFeatureEncoder without = TransformFeatureEncoder.Open([spec], new TransformOptions { Profile = profile });
        using CodedFeature coded = without.Encode(set);
        DecodedFeature lost = Assert.Single(Decode(coded, new ProfileLibrary()));
        Assert.Equal(FeatureState.Lost, lost.State);
        Assert.Equal(
            $"the stream needs profile {Convert.ToHexStringLower(profile.Hash.Span)}, which is not here: give it with --profile FILE or a folder of profiles", lost.Reason);

        using TransformFeatureEncoder along = TransformFeatureEncoder.Open([spec], new TransformOptions { Profile = profile, ProfileInterval = 2 });
        using CodedFeature first = along.Encode(set), second = along.Encode(set), third = along.Encode(set);
        Assert.True(first.Bits - second.Bits >= 8 * profile.Bytes.Length);
        Assert.InRange(third.Bits, first.Bits - 800, first.Bits + 800);
        Assert.Equal(FeatureState.Intact, Assert.Single(Decode(first, new ProfileLibrary())).State);
    }

    [Fact]
    public void A_profile_for_other_tensors_or_without_a_transform_is_refused()
    {
        var spec = new TensorSpec("x", ElementType.Float32, new TensorShape(1, 6, 10, 12));
        Profile profile = Samples.Profile(spec);
        TensorSpec other = spec with { Shape = new TensorShape(1, 7, 10, 12) };
        Assert.Equal(
            "the profile is for 6 channels of tensor 0 ('x'); the set has 7 ('x'). (Parameter 'options')",
            Assert.Throws<ArgumentException>(() => TransformFeatureEncoder.Open([other], new TransformOptions { Profile = profile })).Message);
        Profile empty = Profile.Create(new ProfileMeta { Tensors = [spec] });
        Assert.Equal(
            $"profile {Convert.ToHexStringLower(empty.Hash.Span)} holds no transform (chunk KLT1). (Parameter 'options')",
            Assert.Throws<ArgumentException>(() => TransformFeatureEncoder.Open([spec], new TransformOptions { Profile = empty })).Message);

        // Height and width may be others than those of calibration.
        TensorSpec larger = spec with { Shape = new TensorShape(1, 6, 21, 5) };
        using FeatureSet set = Samples.Set(larger, 3);
        Assert.True(Error(larger, profile, set, 0.1) < 0.1);
    }

    [Fact]
    public void Values_that_are_not_finite_are_refused()
    {
        var spec = new TensorSpec("x", ElementType.Float32, new TensorShape(1, 6, 10, 12));
        using FeatureSet set = Samples.Set(spec, 5);
        set[0].Floats[130] = float.NaN;
        using TransformFeatureEncoder encoder = TransformFeatureEncoder.Open([spec], new TransformOptions { Profile = Samples.Profile(spec) });
        Assert.Equal(
            "Tensor 'x', channel 1, holds NaN or an infinity; the transform bridge takes finite values.",
            Assert.Throws<VideoFeat.Packing.Quantization.FeatureValueException>(() => encoder.Encode(set)).Message);
    }

    [Fact]
    public void Components_through_HEVC_come_back_as_the_tensors_that_they_stand_for()
    {
        var spec = new TensorSpec("x", ElementType.Float16, new TensorShape(1, 20, 24, 6), AxisOrder.ChannelsLast);
        Profile profile = Samples.Profile(spec);
        using FeatureSet set = Samples.Set(spec, 7);
        using ComponentsFeatureEncoder encoder = ComponentsFeatureEncoder.Open(
            [spec], profile, 10, new VideoFeat.Packing.Layout.LayoutOptions { MinWidth = 16, MinHeight = 16 }, new Bridges.Hevc.HevcOptions { Encoder = "libx265", Qp = 10 });
        using CodedFeature coded = encoder.Encode(set);
        using ComponentsFeatureDecoder decoder = ComponentsFeatureDecoder.Open(Library(profile)), without = ComponentsFeatureDecoder.Open(new ProfileLibrary());
        decoder.Send(coded.Units[0].Data.Span);
        Assert.True(decoder.TryReceive(out DecodedFeature? decoded));
        Assert.Equal((FeatureState.Intact, spec, set.Elements), (decoded!.State, decoded.Set![0].Spec, coded.Elements));
        Assert.True(Math.Sqrt(FeatureError.Measure(set[0], decoded.Set[0]).MeanSquared) < 0.15);
        without.Send(coded.Units[0].Data.Span);
        Assert.True(without.TryReceive(out DecodedFeature? lost));
        Assert.Equal((FeatureState.Lost, ProfileLibrary.Missing(profile.Hash)), (lost!.State, lost.Reason));
    }

    [Fact]
    public void A_profile_travels_with_components_through_HEVC_too()
    {
        var spec = new TensorSpec("x", ElementType.Float32, new TensorShape(1, 20, 24, 16));
        Profile profile = Samples.Profile(spec);
        using FeatureSet set = Samples.Set(spec, 7);
        using ComponentsFeatureEncoder encoder = ComponentsFeatureEncoder.Open(
            [spec], profile, 10, new VideoFeat.Packing.Layout.LayoutOptions { MinWidth = 16, MinHeight = 16 }, new Bridges.Hevc.HevcOptions { Encoder = "libx265", Qp = 10 },
            profileInterval: 2);
        using CodedFeature first = encoder.Encode(set, forceKey: true), second = encoder.Encode(set, forceKey: true), third = encoder.Encode(set, forceKey: true);
        Assert.True(first.Bits - second.Bits >= 8 * profile.Bytes.Length);
        Assert.InRange(third.Bits, first.Bits - 800, first.Bits + 800);
        using ComponentsFeatureDecoder decoder = ComponentsFeatureDecoder.Open(new ProfileLibrary());
        foreach (CodedFeature coded in new[] { first, second })
        {
            decoder.Send(coded.Units[0].Data.Span);
            Assert.True(decoder.TryReceive(out DecodedFeature? decoded));
            Assert.Equal((FeatureState.Intact, null), (decoded!.State, decoded.Reason));
        }
    }

    [Fact]
    public void Options_out_of_range_are_all_named()
    {
        var spec = new TensorSpec("x", ElementType.Float32, new TensorShape(1, 6, 10, 12));
        var options = new TransformOptions { Profile = Samples.Profile(spec), StepScale = 100, KeyInterval = 0, ProfileInterval = -1, Threads = -1 };
        Assert.Equal(
            "Transform options: StepScale is 100; it must be 1/16 to 64; KeyInterval is 0; it must be 1..100000; ProfileInterval is -1; it must be 0..1000000; Threads is -1; it must be 0..1024.",
            Assert.Throws<ArgumentException>(() => TransformFeatureEncoder.Open([spec], options)).Message);
    }

    private static double Error(TensorSpec spec, Profile profile, FeatureSet set, double scale)
    {
        using TransformFeatureEncoder encoder = TransformFeatureEncoder.Open([spec], new TransformOptions { Profile = profile, StepScale = scale });
        using CodedFeature coded = encoder.Encode(set);
        DecodedFeature decoded = Assert.Single(Decode(coded, Library(profile)));
        Assert.Equal((FeatureState.Intact, null), (decoded.State, decoded.Reason));
        return Math.Sqrt(FeatureError.Measure(set[0], decoded.Set![0]).MeanSquared);
    }

    private static ProfileLibrary Library(Profile profile)
    {
        var library = new ProfileLibrary();
        library.Add(profile);
        return library;
    }

    private static List<DecodedFeature> Decode(CodedFeature coded, ProfileLibrary library)
    {
        using TransformFeatureDecoder decoder = TransformFeatureDecoder.Open(library);
        var sets = new List<DecodedFeature>();
        foreach (AccessUnit unit in coded.Units)
        {
            decoder.Send(unit.Data.Span);
            while (decoder.TryReceive(out DecodedFeature? set))
            {
                sets.Add(set!);
            }
        }

        return sets;
    }
}
