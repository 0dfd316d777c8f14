using VideoFeat.Bridges;
using VideoFeat.Bridges.NearLossless;
using VideoFeat.Bridges.Profiles;
using VideoFeat.Packing;

namespace VideoFeat.Tests.NearLossless;

/// <summary>Streams that start from what was calibrated.</summary>
public class ProfileTests
{
    private static readonly TensorShape Shape = new(1, 12, 20, 20);

    [Theory]
    [InlineData(NearLosslessEffort.Default, 1)]
    [InlineData(NearLosslessEffort.Best, 1)]
    [InlineData(NearLosslessEffort.Default, 3)]
    [InlineData(NearLosslessEffort.Best, 3)]
    public void A_stream_that_starts_from_a_profile_comes_back_and_is_smaller(NearLosslessEffort effort, int keyInterval)
    {
        Profile profile = Calibrate(effort);
        (List<byte[]> with, long bits) = Code(effort, keyInterval, profile);
        (_, long without) = Code(effort, keyInterval, null);
        Assert.True(bits < without, $"{bits} bits with a profile, {without} without");
        var library = new ProfileLibrary();
        library.Add(profile);
        Assert.All(Decode(with, library), state => Assert.StartsWith("Intact", state, StringComparison.Ordinal));
    }

    [Fact]
    public void A_stream_whose_profile_is_not_here_is_lost_with_its_name()
    {
        Profile profile = Calibrate(NearLosslessEffort.Best);
        string missing = $"Lost the stream needs profile {Convert.ToHexStringLower(profile.Hash.Span)}, which is not here: give it with --profile FILE or a folder of profiles";
        Assert.Equal(Enumerable.Repeat(missing, 4), Decode(Code(NearLosslessEffort.Best, 1, profile).Units, new ProfileLibrary()));
    }

    [Fact]
    public void A_profile_may_travel_in_the_stream()
    {
        Profile profile = Calibrate(NearLosslessEffort.Best);
        var options = new CodecOptions { Bridge = FeatureBridge.NearLossless, Effort = NearLosslessEffort.Best, Profile = profile, ProfileInterval = 2 };
        Assert.All(Decode(Code(options).Units, new ProfileLibrary()), state => Assert.StartsWith("Intact", state, StringComparison.Ordinal));
    }

    [Fact]
    public void A_profile_for_something_else_is_refused()
    {
        Profile profile = Calibrate(NearLosslessEffort.Best);
        Assert.Equal(
            "Near-lossless options: the profile has nothing for the near-lossless bridge at effort default. (Parameter 'options')",
            Refused(Shape, new CodecOptions { Bridge = FeatureBridge.NearLossless, Profile = profile }));
        Assert.Equal(
            "Near-lossless options: the profile is for 8 bits; the codes have 10. (Parameter 'options')",
            Refused(Shape, new CodecOptions { Bridge = FeatureBridge.NearLossless, Effort = NearLosslessEffort.Best, BitDepth = 10, Profile = profile }));
        Assert.StartsWith(
            "Near-lossless options: the profile is for ",
            Refused(new TensorShape(1, 12, 20, 21), new CodecOptions { Bridge = FeatureBridge.NearLossless, Effort = NearLosslessEffort.Best, Profile = profile }),
            StringComparison.Ordinal);

        static string Refused(TensorShape shape, CodecOptions options) => Assert.Throws<ArgumentException>(() => FeatureEncoder.Open(shape, options)).Message;
    }

    [Fact]
    public void A_damaged_state_is_an_error()
    {
        Profile good = Calibrate(NearLosslessEffort.Default);
        byte[] chunk = good.Find("NLD1")!.Value.ToArray();
        for (int at = 0; at < chunk.Length; at += 1499)
        {
            byte[] bad = [.. chunk];
            bad[at] ^= 0x10;
            string? fault = CalibratedState.Of(
                Profile.Create(good.Meta, new ProfileChunk("NLD1", bad)), good.Meta.Tensors, NearLosslessEffort.Default, 8, out CalibratedState? state);
            Assert.Equal(fault is null, state is not null);
        }

        foreach (int length in new[] { 0, 1, 2, chunk.Length / 2, chunk.Length - 64 })
        {
            Assert.NotNull(CalibratedState.Of(
                Profile.Create(good.Meta, new ProfileChunk("NLD1", chunk.AsMemory(0, length))), good.Meta.Tensors, NearLosslessEffort.Default, 8, out _));
        }
    }

    [Fact]
    public void Calibrating_says_what_it_takes()
    {
        Assert.Equal("There are no sets to calibrate on. (Parameter 'sets')", Assert.Throws<ArgumentException>(() => NearLosslessCalibration.Run([], NearLosslessEffort.Best)).Message);
        using var set = new FeatureSet(Tensors.Features(Shape, 0));
        Assert.Equal(
            "Effort fast learns nothing that a profile could hold. (Parameter 'sets')",
            Assert.Throws<ArgumentException>(() => NearLosslessCalibration.Run([set], NearLosslessEffort.Fast)).Message);
    }

    private static Profile Calibrate(NearLosslessEffort effort)
    {
        FeatureSet[] sets = [.. Enumerable.Range(10, 6).Select(i => new FeatureSet(Tensors.Features(Shape, i)))];
        ProfileChunk chunk = NearLosslessCalibration.Run(sets, effort);
        Profile profile = Profile.Create(new ProfileMeta { Tensors = [.. sets[0].Select(t => t.Spec.SingleSet)] }, chunk);
        Array.ForEach(sets, s => s.Dispose());
        return profile;
    }

    private static (List<byte[]> Units, long Bits) Code(NearLosslessEffort effort, int keyInterval, Profile? profile) => Code(new CodecOptions
    {
        Bridge = FeatureBridge.NearLossless,
        Effort = effort,
        Prediction = keyInterval > 1 ? Bridges.Hevc.Prediction.LowDelayP : Bridges.Hevc.Prediction.Intra,
        KeyInterval = keyInterval,
        Profile = profile,
        Verify = true,
    });

    private static (List<byte[]> Units, long Bits) Code(CodecOptions options)
    {
        var units = new List<byte[]>();
        using FeatureEncoder encoder = FeatureEncoder.Open(Shape, options);
        for (int i = 0; i < 4; i++)
        {
            using FeatureTensor tensor = Tensors.Features(Shape, i);
            using CodedFeature coded = encoder.Encode(tensor);
            units.Add(coded.Units[0].Data.ToArray());
        }

        return (units, units.Sum(u => 8L * u.Length));
    }

    private static List<string> Decode(List<byte[]> units, ProfileLibrary library)
    {
        using var decoder = FeatureDecoder.Open(null, library);
        var states = new List<string>();
        foreach (byte[] unit in units)
        {
            decoder.Send(unit);
            while (decoder.TryReceive(out DecodedFeature? feature))
            {
                using (feature)
                {
                    states.Add($"{feature!.State} {feature.Reason}");
                }
            }
        }

        return states;
    }
}
