using VideoFeat.Bridges.Profiles;
using VideoFeat.Bridges.Transform;
using VideoFeat.Bridges.Transform.Calibration;
using VideoFeat.Packing;

namespace VideoFeat.Tests.Transform;

/// <summary>Features like those of networks, and profiles for them: a few waves in each set, mixed into channels, clipped below 0.</summary>
internal static class Samples
{
    /// <summary>Sets of one tensor that differ in phase.</summary>
    public static FeatureSet[] Sets(TensorSpec spec, int count, int seed = 1) => [.. Enumerable.Range(0, count).Select(i => Set(spec, seed + i))];

    public static FeatureSet Set(TensorSpec spec, int seed)
    {
        ChannelGeometry g = ChannelGeometry.Of(spec);
        var random = new Random(seed);
        double[] phases = [.. Enumerable.Range(0, 6).Select(_ => 6 * random.NextDouble())];
        FeatureTensor tensor = FeatureTensor.Rent(spec);
        var codec = new TensorCodec(Plain(g.Channels), spec);
        var values = new float[g.Elements];
        for (int c = 0; c < g.Channels; c++)
        {
            for (int i = 0; i < g.ChannelElements; i++)
            {
                double x = i % g.Width * 6.0 / Math.Max(g.Width, 8), y = i / g.Width * 6.0 / Math.Max(g.Height, 8);
                double v = 0;
                for (int w = 0; w < phases.Length; w++)
                {
                    v += Math.Sin((x * (w + 1) * 0.3) + (y * (6 - w) * 0.25) + phases[w]) * Math.Cos((c * 1.7) + (w * w));
                }

                values[(c * g.ChannelElements) + i] = (float)Math.Max(0, v + (0.1 * random.NextDouble()));
            }
        }

        codec.Write(values, tensor);
        return new FeatureSet(tensor);
    }

    /// <summary>A profile made of sets of this kind alone.</summary>
    public static Profile Profile(TensorSpec spec, int block = 0)
    {
        FeatureSet[] sets = Sets(spec, 8);
        return Bridges.Profiles.Profile.Create(
            new ProfileMeta { Tensors = [spec], CreatedBy = "a test" }, TransformCalibration.Run(sets, new CalibrationOptions { BlockSize = block }));
    }

    private static TensorTransform Plain(int channels) => new()
    {
        BlockSize = 1,
        Mean = new float[channels],
        Basis = new ChannelBasis(channels, new short[channels], [1]),
        Low = 0,
        High = 0,
        Clipped = 0,
        GroupEnds = [1],
        Step = new short[FrequencyClass.Pairs],
        Spread = new short[FrequencyClass.Pairs],
        Shrink = new byte[2 * TensorTransform.RatioClasses],
    };
}
