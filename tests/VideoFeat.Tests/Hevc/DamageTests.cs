using VideoFeat.Bridges;
using VideoFeat.Bridges.Hevc;
using VideoFeat.Bridges.Hevc.Syntax;
using VideoFeat.Native;
using VideoFeat.Packing;
using VideoFeat.Packing.Header;
using VideoFeat.Packing.Layout;
using VideoFeat.Packing.Quantization;

namespace VideoFeat.Tests.Hevc;

/// <summary>A damaged tensor is never handed out as a good one.</summary>
public class DamageTests
{
    private static readonly TensorShape Shape = new(1, 16, 24, 24);

    [Theory]
    [InlineData(true, Prediction.Intra)]
    [InlineData(true, Prediction.LowDelayP)]
    [InlineData(false, Prediction.Intra)]
    [InlineData(false, Prediction.LowDelayP)]
    public void Flipped_bits_never_give_a_wrong_tensor(bool lossless, Prediction prediction)
    {
        (List<byte[]> units, List<float[]> expected) = Stream(lossless, prediction, LayoutKind.Tiled, sets: 6);
        Random random = Seeds.Random();
        int lost = 0;
        for (int round = 0; round < 60; round++)
        {
            List<byte[]> damaged = [.. units.Select(u => u.ToArray())];
            byte[] victim = damaged[random.Next(damaged.Count)];
            for (int flips = random.Next(1, 4); flips > 0; flips--)
            {
                victim[random.Next(victim.Length)] ^= (byte)(1 << random.Next(8));
            }

            lost += AssertIntactOnesAreRight(damaged, expected);
        }

        Assert.True(lost >= 30, $"only {lost} sets were lost in 60 rounds of flipped bits; the test does not bite");
    }

    [Theory]
    [InlineData(LayoutKind.Tiled)]
    [InlineData(LayoutKind.ChannelPerFrame)]
    public void A_missing_access_unit_is_known(LayoutKind layout)
    {
        (List<byte[]> units, List<float[]> expected) = Stream(lossless: true, Prediction.LowDelayP, layout, sets: 5);
        int perSet = units.Count / 5;
        units.RemoveAt((2 * perSet) + (perSet / 2));
        List<DecodedFeature> sets = Decode(units);
        Assert.Equal([0ul, 1, 2, 3, 4], sets.Select(s => s.Sequence));
        Assert.Equal([FeatureState.Intact, FeatureState.Intact, FeatureState.Lost], sets.Take(3).Select(s => s.State));
        Assert.NotNull(sets[2].Reason);
        Check(sets, expected);
    }

    [Fact]
    public void A_lost_key_picture_costs_all_sets_up_to_the_next_one()
    {
        (List<byte[]> units, List<float[]> expected) = Stream(lossless: false, Prediction.LowDelayP, LayoutKind.Tiled, sets: 9, keyInterval: 3);
        units.RemoveAt(3);
        List<DecodedFeature> sets = Decode(units);
        Assert.Equal([0ul, 1, 2, 3, 4, 5, 6, 7, 8], sets.Select(s => s.Sequence));
        Assert.Equal([3ul, 4, 5], sets.Where(s => s.State == FeatureState.Lost).Select(s => s.Sequence));
        Check(sets, expected);
    }

    [Fact]
    public void A_set_whose_configuration_arrives_in_its_middle_is_lost()
    {
        (List<byte[]> units, List<float[]> expected) = Stream(lossless: true, Prediction.Intra, LayoutKind.ChannelPerFrame, sets: 2);
        byte[] configuration = SeiReader.UserData(units[0])[0];
        var late = new byte[SeiInserter.MaxLength(units[2].Length, configuration.Length, 1)];
        units[2] = late[..SeiInserter.Insert(units[2], configuration, default, late)];
        units[0] = WithoutSei(units[0]);
        List<DecodedFeature> sets = Decode(units);
        Assert.Equal([FeatureState.Lost, FeatureState.Intact], sets.Select(s => s.State));
        Assert.Equal("frame 1: configuration " + $"{FeatureConfigurationId(configuration):x8} has not arrived", sets[0].Reason);
        Check(sets, expected);
    }

    [Fact]
    public void A_repeated_access_unit_is_dropped()
    {
        (List<byte[]> units, List<float[]> expected) = Stream(lossless: true, Prediction.Intra, LayoutKind.Tiled, sets: 3);
        units.Insert(1, units[1]);
        List<DecodedFeature> sets = Decode(units);
        Assert.Equal([0ul, 1, 2], sets.Select(s => s.Sequence));
        Assert.All(sets, s => Assert.Equal(FeatureState.Intact, s.State));
        Check(sets, expected);
    }

    [Fact]
    public void A_stream_without_parameter_sets_gives_only_lost_sets()
    {
        (List<byte[]> units, List<float[]> expected) = Stream(lossless: true, Prediction.Intra, LayoutKind.Tiled, sets: 2);
        List<byte[]> bare = [.. units.Select(u =>
        {
            var copy = new byte[u.Length + 4];
            return copy[..HevcParameterSets.CopyWithout(u, copy)];
        })];
        List<DecodedFeature> sets = Decode(bare);
        Assert.Equal(2, sets.Count);
        Assert.All(sets, s => Assert.Equal(FeatureState.Lost, s.State));
        Check(sets, expected);
    }

    [Fact]
    public void A_foreign_video_gives_no_feature_and_is_counted()
    {
        (List<byte[]> units, _) = Stream(lossless: true, Prediction.Intra, LayoutKind.Tiled, sets: 2);
        using var decoder = FeatureDecoder.Open();
        foreach (byte[] unit in units)
        {
            decoder.Send(WithoutSei(unit));
        }

        decoder.Finish();
        Assert.False(decoder.TryReceive(out _));
        Assert.Equal(2, decoder.ForeignUnits);
        Assert.Null(decoder.Header);
    }

    internal static byte[] WithoutSei(byte[] unit)
    {
        var bytes = new List<byte>();
        foreach (NalUnit nal in AnnexB.Units(unit))
        {
            if (nal.Type != NalUnitType.PrefixSei)
            {
                bytes.AddRange([0, 0, 0, 1]);
                bytes.AddRange(nal.Bytes.ToArray());
            }
        }

        return [.. bytes];
    }

    private static (List<byte[]> Units, List<float[]> Decoded) Stream(
        bool lossless, Prediction prediction, LayoutKind layout, int sets, int keyInterval = 30)
    {
        using FeatureEncoder encoder = FeatureEncoder.Open(Shape, new CodecOptions
        {
            Lossless = lossless,
            Qp = 20,
            Prediction = prediction,
            Layout = layout,
            KeyInterval = keyInterval,
            Encoder = "libx265",
        });
        var units = new List<byte[]>();
        for (int i = 0; i < sets; i++)
        {
            using FeatureTensor tensor = Tensors.Features(Shape, i);
            using CodedFeature coded = encoder.Encode(tensor);
            units.AddRange(coded.Units.Select(u => u.Data.ToArray()));
        }

        var decoded = new List<float[]>();
        foreach (DecodedFeature feature in Decode(units))
        {
            Assert.Equal(FeatureState.Intact, feature.State);
            decoded.Add(feature.Set![0].Floats.ToArray());
            feature.Dispose();
        }

        Assert.Equal(sets, decoded.Count);
        return (units, decoded);
    }

    private static List<DecodedFeature> Decode(List<byte[]> units)
    {
        using var decoder = FeatureDecoder.Open();
        var sets = new List<DecodedFeature>();
        foreach (byte[] unit in units)
        {
            decoder.Send(unit);
            Take(decoder, sets);
        }

        decoder.Finish();
        Take(decoder, sets);
        return sets;
    }

    private static uint FeatureConfigurationId(byte[] payload) =>
        FeatureHeaderReader.TryRead(payload, FeatureLimits.Default, out FeatureMessage? message, out _) ? ((FeatureConfiguration)message!).Id : 0;

    private static void Take(FeatureDecoder decoder, List<DecodedFeature> sets)
    {
        while (decoder.TryReceive(out DecodedFeature? feature))
        {
            sets.Add(feature!);
        }
    }

    private static int AssertIntactOnesAreRight(List<byte[]> units, List<float[]> expected)
    {
        List<DecodedFeature> sets = Decode(units);
        Check(sets, expected);
        return expected.Count - sets.Count(s => s.State == FeatureState.Intact);
    }

    private static void Check(List<DecodedFeature> sets, List<float[]> expected)
    {
        foreach (DecodedFeature set in sets)
        {
            using (set)
            {
                if (set.State == FeatureState.Lost)
                {
                    Assert.Null(set.Set);
                    continue;
                }

                // Unchecked would be honest too, but nothing in these streams removes a check without damaging it.
                Assert.Equal(FeatureState.Intact, set.State);
                Assert.True(expected[(int)set.Sequence].AsSpan().SequenceEqual(set.Set![0].Floats), $"set {set.Sequence} is wrong and was handed out as intact");
            }
        }
    }
}
