using VideoFeat.Bridges;
using VideoFeat.Bridges.Hevc;
using VideoFeat.Native;
using VideoFeat.Packing;
using VideoFeat.Packing.Quantization;

namespace VideoFeat.Benchmarks.Loss;

/// <summary>Small feature sets, coded one by one, and what each must come back as: its values, and the picture that carries them.</summary>
internal sealed class LossStream : IDisposable
{
    private readonly FeatureEncoder _encoder;
    private readonly FeatureDecoder _decoder = FeatureDecoder.Open();
    private readonly VideoDecoder _pictures = VideoDecoder.Open();
    private readonly List<float[]> _values = [];
    private readonly List<uint> _crcs = [];
    private readonly Lock _lock = new();

    public LossStream(bool lossless, Prediction prediction)
    {
        using FeatureSet set = SampleFeatures.Make(8, 16, 16, 0);
        _encoder = FeatureEncoder.Open([set[0].Spec], new CodecOptions
        {
            Prediction = prediction,
            Lossless = lossless,
            Qp = 20,
            KeyInterval = 100_000,
            Encoder = "libx265",
            Range = RangeMode.Fixed,
            FixedRanges = [new ValueRange(0, 8)],
        });
    }

    public byte[] ExtraData => _encoder.ExtraData.ToArray();

    /// <summary>Codes the next set, which the caller disposes.</summary>
    public CodedFeature Next(bool forceKey)
    {
        using FeatureSet set = SampleFeatures.Make(8, 16, 16, _values.Count);
        CodedFeature coded = _encoder.Encode(set, forceKey);
        using DecodedFeature decoded = _decoder.Decode(coded).Single();
        _pictures.Send(coded.Units.Single().Data.Span, (long)coded.Sequence);
        if (decoded.State != FeatureState.Intact || !_pictures.TryReceive(out VideoFrame? frame))
        {
            throw new InvalidOperationException($"Set {coded.Sequence} does not decode without loss: {decoded.Reason}");
        }

        using (frame)
        {
            lock (_lock)
            {
                _values.Add(decoded.Set![0].Floats.ToArray());
                _crcs.Add(CrcOf(frame));
            }
        }

        return coded;
    }

    /// <summary>True where a set is exactly what a decoder gives that misses nothing.</summary>
    public bool IsRight(DecodedFeature feature)
    {
        lock (_lock)
        {
            return feature.Sequence < (ulong)_values.Count && feature.Set![0].Floats.SequenceEqual(_values[(int)feature.Sequence]);
        }
    }

    /// <summary>True where a picture is exactly the one of that set, or of any where the number is not known.</summary>
    public bool IsRight(VideoFrame frame, ulong? sequence)
    {
        uint crc = CrcOf(frame);
        lock (_lock)
        {
            return sequence is ulong number ? number < (ulong)_crcs.Count && _crcs[(int)number] == crc : _crcs.Contains(crc);
        }
    }

    public void Dispose()
    {
        _encoder.Dispose();
        _decoder.Dispose();
        _pictures.Dispose();
    }

    private static uint CrcOf(VideoFrame frame) => Crc32C.OfPlane(frame.Luma, frame.Width * (frame.BitDepth > 8 ? 2 : 1), frame.StrideBytes, frame.Height);
}
