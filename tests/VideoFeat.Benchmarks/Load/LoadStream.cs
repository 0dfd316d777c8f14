using VideoFeat.Bridges;
using VideoFeat.Bridges.Hevc;
using VideoFeat.Bridges.Rtp.Secure;
using VideoFeat.Packing;
using VideoFeat.Packing.Quantization;

namespace VideoFeat.Benchmarks.Load;

/// <summary>What one stream of the load test carries; the kinds take turns, so that 16 streams are four of each.</summary>
internal sealed record LoadStream(string Name, bool Lossless, Prediction Prediction, SrtpSuite? Suite)
{
    public static readonly TensorSpec Features = new("features", ElementType.Float32, new TensorShape(16, 32, 32));

    private const int DifferentSets = 8;

    private static readonly LoadStream[] Kinds =
    [
        new("lossless P", true, Prediction.LowDelayP, null),
        new("lossless intra", true, Prediction.Intra, null),
        new("QP 22 P", false, Prediction.LowDelayP, null),
        new("lossless P, SRTP", true, Prediction.LowDelayP, SrtpSuite.AeadAes128Gcm),
    ];

    /// <summary>The sets that every stream repeats, set i at sequence number i modulo their count.</summary>
    public static IReadOnlyList<FeatureSet> Sets { get; } = [.. Enumerable.Range(0, DifferentSets).Select(i => SampleFeatures.Make(16, 32, 32, seed: i))];

    public CodecOptions Codec => new()
    {
        Encoder = "libx265",
        Lossless = Lossless,
        Qp = 22,
        Prediction = Prediction,
        Range = RangeMode.Fixed,
        FixedRanges = [new ValueRange(0, 9)],
        Threads = 1,
    };

    public static LoadStream Kind(int stream) => Kinds[stream % Kinds.Length];

    /// <summary>The values that lossless sets come back with, by set: what a decoder beside the encoder gives.</summary>
    public static float[][] LosslessValues()
    {
        using FeatureEncoder encoder = FeatureEncoder.Open([Features], Kinds[1].Codec);
        using FeatureDecoder decoder = FeatureDecoder.Open();
        return [.. Sets.Select(set =>
        {
            using CodedFeature coded = encoder.Encode(set);
            using DecodedFeature decoded = decoder.Decode(coded)[0];
            return decoded.Set![0].Floats.ToArray();
        })];
    }
}
