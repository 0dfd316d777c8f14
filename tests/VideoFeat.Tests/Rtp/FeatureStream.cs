using VideoFeat.Bridges;
using VideoFeat.Bridges.Hevc;
using VideoFeat.Packing;
using VideoFeat.Packing.Quantization;

namespace VideoFeat.Tests.Rtp;

/// <summary>Small coded feature sets, and the values that each must come back with.</summary>
internal sealed class FeatureStream : IDisposable
{
    public static readonly TensorShape Shape = new(1, 8, 16, 16);

    private const int DifferentTensors = 50;

    private readonly FeatureEncoder _encoder;
    private readonly List<float[]> _expected = [];
    private readonly FeatureDecoder _reference = FeatureDecoder.Open();
    private int _next;

    public FeatureStream(bool lossless, Prediction prediction, int bits = 8, int keyInterval = 100_000, FeatureBridge bridge = FeatureBridge.Hevc)
    {
        _encoder = FeatureEncoder.Open(Shape, new CodecOptions
        {
            Bridge = bridge,
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

    /// <summary>Codes the next set; the caller disposes it.</summary>
    public CodedFeature Next(bool forceKey = false)
    {
        using FeatureTensor tensor = Tensors.Features(Shape, _next++ % DifferentTensors);
        using var set = new FeatureSet(tensor);
        CodedFeature coded = _encoder.Encode(set, forceKey);

        // Lossless values depend on the tensor alone; a stream of any length needs no more of them.
        if (_encoder.Options.Lossless && _expected.Count == DifferentTensors)
        {
            return coded;
        }

        using (DecodedFeature decoded = _reference.Decode(coded).Single())
        {
            if (decoded.State != FeatureState.Intact)
            {
                throw new InvalidOperationException($"set {decoded.Sequence} is {decoded.State} right after the encoder: {decoded.Reason}");
            }

            _expected.Add(decoded.Set![0].Floats.ToArray());
        }

        return coded;
    }

    /// <summary>True where a set is said to be good and is not what a decoder that misses nothing gives.</summary>
    public bool IsWrong(DecodedFeature feature)
    {
        ulong index = _encoder.Options.Lossless ? feature.Sequence % DifferentTensors : feature.Sequence;
        return feature.State is FeatureState.Intact or FeatureState.Unchecked
            && (index >= (ulong)_expected.Count || !feature.Set![0].Floats.SequenceEqual(_expected[(int)index]));
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
                if (IsWrong(feature))
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
