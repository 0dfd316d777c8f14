using VideoFeat.Bridges;
using VideoFeat.Bridges.Hevc;
using VideoFeat.Packing;
using VideoFeat.Packing.Quantization;

namespace VideoFeat.Tests.Rtp;

/// <summary>Small coded feature sets, and the values that each must come back with.</summary>
internal sealed class FeatureStream : IDisposable
{
    public static readonly TensorShape Shape = new(1, 8, 16, 16);

    private readonly FeatureEncoder _encoder;
    private readonly FeatureDecoder _reference = FeatureDecoder.Open();
    private int _next;

    public FeatureStream(bool lossless, Prediction prediction, int bits = 8, int keyInterval = 100_000)
    {
        _encoder = FeatureEncoder.Open(Shape, new CodecOptions
        {
            BitDepth = bits,
            Prediction = prediction,
            Lossless = lossless,
            Qp = 20,
            KeyInterval = keyInterval,
            Encoder = "libx265",
            Range = RangeMode.Fixed,
            FixedRanges = [new ValueRange(0, 3)],
        });
    }

    public byte[] ExtraData => _encoder.ExtraData.ToArray();

    public int FrameWidth => _encoder.Plan.FrameWidth;

    public int FrameHeight => _encoder.Plan.FrameHeight;

    /// <summary>Values by sequence number, as a decoder that misses nothing gives them.</summary>
    public List<float[]> Expected { get; } = [];

    /// <summary>Codes the next set; the caller disposes it.</summary>
    public CodedFeature Next(bool forceKey = false)
    {
        using FeatureTensor tensor = Tensors.Features(Shape, _next++ % 50);
        using var set = new FeatureSet(tensor);
        CodedFeature coded = _encoder.Encode(set, forceKey);
        using (DecodedFeature decoded = _reference.Decode(coded).Single())
        {
            if (decoded.State != FeatureState.Intact)
            {
                throw new InvalidOperationException($"set {decoded.Sequence} is {decoded.State} right after the encoder: {decoded.Reason}");
            }

            Expected.Add(decoded.Set![0].Floats.ToArray());
        }

        return coded;
    }

    /// <summary>Fails where a set that is said to be intact is not exactly what was sent; counts the states.</summary>
    public Dictionary<FeatureState, int> Check(IEnumerable<DecodedFeature> features)
    {
        var states = new Dictionary<FeatureState, int>();
        foreach (DecodedFeature feature in features)
        {
            using (feature)
            {
                states[feature.State] = states.GetValueOrDefault(feature.State) + 1;
                if (feature.State is FeatureState.Intact or FeatureState.Unchecked && !feature.Set![0].Floats.SequenceEqual(Expected[(int)feature.Sequence]))
                {
                    throw new InvalidOperationException($"set {feature.Sequence} is wrong and said to be {feature.State}");
                }
            }
        }

        return states;
    }

    public void Dispose()
    {
        _encoder.Dispose();
        _reference.Dispose();
    }
}
