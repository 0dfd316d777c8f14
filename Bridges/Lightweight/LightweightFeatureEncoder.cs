using System.Diagnostics;
using VideoFeat.Bridges.Carrier;
using VideoFeat.Bridges.Entropy;
using VideoFeat.Packing;
using VideoFeat.Packing.Header;
using VideoFeat.Packing.Layout;
using VideoFeat.Packing.Quantization;

namespace VideoFeat.Bridges.Lightweight;

/// <summary>Feature sets to access units by clipping to a modelled range, few levels, truncated unary words and adaptive range coding. One caller at a time.</summary>
public sealed class LightweightFeatureEncoder : PayloadFeatureEncoder
{
    /// <summary>The bridge's number in the feature header.</summary>
    public const byte BridgeId = 3;

    private readonly LightweightOptions _options;
    private readonly QuantizerDesign _design;
    private readonly LevelTable?[] _quantizers;
    private readonly byte[][] _codes;
    private readonly float[] _scratch;
    private readonly FeatureSet? _decoded;

    private LightweightFeatureEncoder(FeatureConfiguration configuration, LightweightOptions options)
        : base(configuration, keyInterval: 1)
    {
        _options = options;
        _design = new QuantizerDesign(options);
        _quantizers = new LevelTable?[Plan.Tensors.Count];
        _codes = [.. Plan.Geometries.Select(g => new byte[g.Elements])];
        _scratch = new float[Plan.Geometries.Max(g => g.Elements)];
        _decoded = options.Verify ? new FeatureSet([.. Plan.Tensors.Select(FeatureTensor.Rent)]) : null;
    }

    /// <inheritdoc/>
    public override string EncoderName =>
        $"lightweight {_options.Levels}{(_options.Ecq is null ? "" : " ecq")}{(_options.Contexts == LightweightContexts.Rich ? " rich" : "")}";

    /// <summary>Opens an encoder.</summary>
    /// <param name="tensors">The tensors of a feature set, a batch counting as consecutive sets.</param>
    /// <param name="options">How values become bytes.</param>
    /// <param name="identity">What the stream says of its origin.</param>
    /// <exception cref="ArgumentException">Options out of range, or tensors that make no set.</exception>
    public static LightweightFeatureEncoder Open(IReadOnlyList<TensorSpec> tensors, LightweightOptions options, StreamIdentity? identity = null)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate(tensors.Count);
        var configuration = new FeatureConfiguration
        {
            BridgeId = BridgeId,
            BridgeData = new byte[] { PayloadWords.Version, (byte)options.Contexts, (byte)(options.Levels - 1) },
            Plan = PackPlan.ForPayload(tensors, CarrierPicture.Width, CarrierPicture.Height),
            BitDepth = 8,
            RangeMode = options.Ranges.Count > 0 ? RangeMode.Fixed : RangeMode.Fitted,
            ModelHash = identity?.ModelHash ?? default,
            CutName = identity?.CutName ?? "",
        };
        return new LightweightFeatureEncoder(configuration, options);
    }

    private protected override CodedPayload Code(FeatureSet set, int batchIndex, bool key, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        for (int t = 0; t < _codes.Length; t++)
        {
            ReadOnlySpan<float> values = Finite(ChannelValues.Read(set[t], batchIndex, _scratch), set[t].Name, out ValueMoments moments);
            if (_quantizers[t] is null || _options.Scope == LightweightScope.Set)
            {
                _quantizers[t] = _design.Of(values, moments, _options.Ranges.Count == 0 ? null : _options.Ranges[_options.Ranges.Count == 1 ? 0 : t]);
            }

            LevelKernel.Quantize(values, _quantizers[t]!.Thresholds, _codes[t], MixerWidths.Best);
        }

        TimeSpan packing = Stopwatch.GetElapsedTime(start);
        byte[] bytes = PayloadWriter.Write(Plan.Geometries, _codes, _quantizers!, _options.Contexts, _options.Threads, MixerWidths.Best, cancellation);
        return new CodedPayload(bytes, [], CodesCrc.Of(_codes), _decoded is null ? null : Verify(bytes, set, batchIndex), packing);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _decoded?.Dispose();
        base.Dispose(disposing);
    }

    // The values and their moments; what is not finite is refused, or becomes 0 or the nearest end of the finite ones.
    private ReadOnlySpan<float> Finite(ReadOnlySpan<float> values, string name, out ValueMoments moments)
    {
        moments = ValueMoments.Of(values, MixerWidths.Best);
        if (moments.IsFinite)
        {
            return values;
        }

        int nans = 0, infinities = 0;
        float minimum = 0, maximum = 0;
        foreach (float value in values)
        {
            nans += float.IsNaN(value) ? 1 : 0;
            infinities += float.IsInfinity(value) ? 1 : 0;
            minimum = float.IsFinite(value) ? Math.Min(minimum, value) : minimum;
            maximum = float.IsFinite(value) ? Math.Max(maximum, value) : maximum;
        }

        if (_options.NonFinite == NonFinitePolicy.Refuse)
        {
            throw new FeatureValueException(
                $"Tensor '{name}' holds {nans} NaN and {infinities} infinities among {values.Length} elements; "
                + "only finite values can be coded (the non-finite policy Clamp moves them into the range).");
        }

        for (int i = 0; i < values.Length; i++)
        {
            _scratch[i] = float.IsNaN(values[i]) ? 0 : Math.Clamp(values[i], minimum, maximum);
        }

        moments = ValueMoments.Of(_scratch.AsSpan(0, values.Length), MixerWidths.Best);
        return _scratch.AsSpan(0, values.Length);
    }

    private float Verify(byte[] payload, FeatureSet set, int batchIndex)
    {
        string? fault = PayloadReader.Read(
            payload, Plan.Geometries, _options.Contexts, _options.Threads, MixerWidths.Best, out byte[][] codes, out LevelTable[] quantizers);
        double largest = 0;
        for (int t = 0; t < _codes.Length; t++)
        {
            if (fault is not null || !codes[t].AsSpan().SequenceEqual(_codes[t]))
            {
                throw new BridgeException($"Verifying: tensor {t} of set {Sequence} changed: {fault ?? "other codes came back"}.");
            }

            Span<float> values = _scratch.AsSpan(0, codes[t].Length);
            LevelKernel.Dequantize(codes[t], quantizers[t].Levels, values);
            ChannelValues.Write(values, _decoded![t], 0);
            int bytes = _decoded[t].Bytes.Length;
            using FeatureTensor source = FeatureTensor.Wrap(set[t].Spec.SingleSet, set[t].Memory.Slice(batchIndex * bytes, bytes));
            largest = Math.Max(largest, FeatureError.Measure(source, _decoded[t]).MaxAbs);
        }

        return (float)largest;
    }
}
