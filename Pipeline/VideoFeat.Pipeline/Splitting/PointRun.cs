using System.Diagnostics;
using VideoFeat.Bridges;
using VideoFeat.Bridges.Files;
using VideoFeat.Bridges.Onnx;
using VideoFeat.Bridges.Profiles;
using VideoFeat.Packing;
using VideoFeat.Packing.Quantization;

namespace VideoFeat.Splitting;

/// <summary>One operating point on its way: into its file, and out of it again.</summary>
internal sealed class PointRun(OperatingPoint point, string path, TaskScore score) : IDisposable
{
    private readonly Stopwatch _encoding = new();
    private readonly Stopwatch _decoding = new();
    private readonly Stopwatch _back = new();
    private FeatureEncoder? _encoder;
    private FeatureFileWriter? _writer;
    private FeatureDecoder? _decoder;
    private IEnumerator<DecodedFeature>? _decoded;
    private long _bits;
    private long _elements;
    private long _fileBytes;
    private int _sets;
    private int _lost;
    private double _maxError;
    private double _maxErrorInSteps;

    public TaskScore Score => score;

    /// <summary>The back half on one item, mean.</summary>
    public double BackMilliseconds => _back.Elapsed.TotalMilliseconds / Math.Max(1, _sets);

    public void Encode(FeatureSet set, StreamIdentity identity)
    {
        _encoder ??= FeatureEncoder.Open([.. set.Select(t => t.Spec)], point.Options, identity);
        _encoding.Start();
        using CodedFeature coded = _encoder.Encode(set);
        _encoding.Stop();
        _writer ??= FeatureFileWriter.Create(path, _encoder.ExtraData, _encoder.Plan.FrameWidth, _encoder.Plan.FrameHeight, _encoder.FramesPerSecond);
        _writer.Write(coded);
        _bits += coded.Bits;
        _elements += coded.Elements;
        _sets++;
    }

    public void FinishFile() => _fileBytes = _writer?.Finish() ?? throw new ArgumentException("There is no item to run.");

    public void StartDecoding(CancellationToken cancellation)
    {
        var profiles = new ProfileLibrary();
        if (point.Options.Profile is Profile profile)
        {
            profiles.Add(profile);
        }

        _decoder = FeatureDecoder.Open(null, profiles);
        _decoded = _decoder.DecodeFile(path, cancellation).GetEnumerator();
    }

    /// <summary>Takes item <paramref name="index"/> out of the file, runs the back half on it, and scores it.</summary>
    public void Finish(int index, SplitModel model, EvaluationItem item, FeatureSet source, NetworkOutputs reference, CancellationToken cancellation)
    {
        using DecodedFeature decoded = Next(index);
        NetworkOutputs? outputs = null;
        if (decoded.Set is not null)
        {
            Compare(source, decoded.Set);
            _back.Start();
            outputs = model.Back(decoded.Set, cancellation);
            _back.Stop();
        }

        using (outputs)
        {
            score.Add(item, outputs, reference);
        }
    }

    public PointResult Result() => new()
    {
        Name = point.Name,
        Path = path,
        Encoder = _encoder!.EncoderName,
        Frame = $"{_encoder.Plan.FrameWidth}x{_encoder.Plan.FrameHeight}",
        FramesPerSet = _encoder.Plan.FramesPerSet,
        Sets = _sets,
        Lost = _lost,
        BitsPerElement = (double)_bits / _elements,
        FileBitsPerElement = 8.0 * _fileBytes / _elements,
        MaxError = _maxError,
        MaxErrorInSteps = point.Options.Bridge == FeatureBridge.Lightweight ? null : _maxErrorInSteps,
        EncodeMilliseconds = _encoding.Elapsed.TotalMilliseconds / _sets,
        DecodeMilliseconds = _decoding.Elapsed.TotalMilliseconds / _sets,
        Measures = score.Measures(),
    };

    public void Dispose()
    {
        _decoded?.Dispose();
        _decoder?.Dispose();
        _writer?.Dispose();
        _encoder?.Dispose();
    }

    private DecodedFeature Next(int expected)
    {
        _decoding.Start();
        bool more = _decoded!.MoveNext();
        _decoding.Stop();
        if (!more || _decoded.Current.Sequence != (ulong)expected)
        {
            throw new FeatureFormatException($"{path}: set {expected} was expected; {(more ? $"set {_decoded.Current.Sequence} came" : "the file ended")}.");
        }

        _lost += _decoded.Current.Set is null ? 1 : 0;
        return _decoded.Current;
    }

    private void Compare(FeatureSet source, FeatureSet decoded)
    {
        for (int t = 0; t < source.Count; t++)
        {
            double error = FeatureError.Measure(source[t], decoded[t]).MaxAbs;
            _maxError = Math.Max(_maxError, error);
            double step = Step(source[t]);
            if (step > 0)
            {
                _maxErrorInSteps = Math.Max(_maxErrorInSteps, error / step);
            }
        }
    }

    // The step of the whole tensor's range; a channel's own is smaller, so per-channel errors count in the larger unit.
    private double Step(FeatureTensor tensor)
    {
        if (tensor.Type != ElementType.Float32)
        {
            return 0;
        }

        ReadOnlySpan<float> values = tensor.Floats;
        if (point.Options.Range == RangeMode.Fixed)
        {
            ValueRange range = point.Options.FixedRanges[0];
            return ((double)range.Maximum - range.Minimum) / ((1 << point.Options.BitDepth) - 1);
        }

        float min = float.PositiveInfinity, max = float.NegativeInfinity;
        foreach (float v in values)
        {
            min = Math.Min(min, v);
            max = Math.Max(max, v);
        }

        return ((double)max - min) / ((1 << point.Options.BitDepth) - 1);
    }
}
