using VideoFeat.Bridges;
using VideoFeat.Bridges.Files.Arrays;
using VideoFeat.Bridges.Hevc;
using VideoFeat.Packing;

namespace VideoFeat.Benchmarks.Delay;

/// <summary>Access units of coded feature sets, ready to be sent.</summary>
/// <param name="ExtraData">Parameter sets.</param>
/// <param name="Units">One a set; the feature numbers are 0, 1, ...</param>
internal sealed record DelayUnits(byte[] ExtraData, IReadOnlyList<CodedFeature> Units)
{
    /// <summary>
    /// Codes so many sets of 64 channels: the kit's YOLOX-nano dark3 (input 416x416) where it is there, mirrored to the size where that is larger; else made ones.
    /// </summary>
    public static DelayUnits Code(int side, bool lossless, int count)
    {
        FeatureTensor[] tensors = [.. Features(side)];
        using FeatureEncoder encoder = FeatureEncoder.Open([tensors[0].Spec], new CodecOptions { Lossless = lossless, Qp = 22, Encoder = "libx265" });
        var units = new List<CodedFeature>(count);
        for (int i = 0; i < count; i++)
        {
            units.Add(encoder.Encode(tensors[i % tensors.Length]));
        }

        Array.ForEach(tensors, t => t.Dispose());
        return new DelayUnits(encoder.ExtraData.ToArray(), units);
    }

    private static IEnumerable<FeatureTensor> Features(int side)
    {
        string folder = Path.Combine(Environment.GetEnvironmentVariable("VIDEOFEAT_KIT") ?? Path.Combine("..", "shared", "kit"), "features", "yolox_nano_dark3");
        if (!Directory.Exists(folder))
        {
            yield return SampleFeatures.Make(64, side, side, 1)[0];
            yield break;
        }

        foreach (string file in Directory.GetFiles(folder, "*.npy").Order(StringComparer.Ordinal))
        {
            using FeatureTensor small = NpyFile.Read(file);
            yield return Mirrored(small, side);
        }
    }

    private static FeatureTensor Mirrored(FeatureTensor small, int side)
    {
        int from = small.Spec.Shape[small.Spec.Shape.Rank - 1], channels = small.Spec.Shape.Elements is var all ? (int)(all / (from * from)) : 0;
        FeatureTensor large = FeatureTensor.Rent(new TensorSpec(small.Spec.Name, ElementType.Float32, new TensorShape(channels, side, side)));
        int At(int i) => i / from % 2 == 0 ? i % from : from - 1 - (i % from);
        for (int c = 0; c < channels; c++)
        {
            for (int y = 0; y < side; y++)
            {
                for (int x = 0; x < side; x++)
                {
                    large.Floats[(((c * side) + y) * side) + x] = small.Floats[(((c * from) + At(y)) * from) + At(x)];
                }
            }
        }

        return large;
    }
}
