using System.Diagnostics;
using VideoFeat.Bridges.Carrier;
using VideoFeat.Bridges.Entropy;
using VideoFeat.Bridges.Profiles;
using VideoFeat.Packing;
using VideoFeat.Packing.Header;
using VideoFeat.Packing.Layout;
using VideoFeat.Packing.Quantization;

namespace VideoFeat.Bridges.NearLossless;

/// <summary>Feature sets to access units whose codes were coded without loss by a coder of our own. One caller at a time.</summary>
public sealed class NearLosslessFeatureEncoder : PayloadFeatureEncoder
{
    /// <summary>The bridge's number in the feature header.</summary>
    public const byte BridgeId = 2;

    private readonly NearLosslessOptions _options;
    private readonly FeatureQuantizer _quantizer;
    private readonly FeatureSet? _decoded;
    private readonly PayloadWriter _writer;
    private readonly PayloadReader? _reader;
    private readonly ushort[][] _codes;

    private readonly CalibratedState? _state;
    private ulong _nextProfile;

    private NearLosslessFeatureEncoder(FeatureConfiguration configuration, QuantizerOptions quantizer, NearLosslessOptions options, CalibratedState? state)
        : base(configuration, options.KeyInterval)
    {
        _options = options;
        _quantizer = new FeatureQuantizer(Plan.Tensors, quantizer);
        _codes = [.. Plan.Geometries.Select(g => new ushort[g.Elements])];
        _writer = new PayloadWriter(Plan.Geometries, configuration.BitDepth, options, MixerWidths.Best, state);
        _state = state;
        _reader = options.Verify ? new PayloadReader(Plan.Geometries, configuration.BitDepth, options.Threads, MixerWidths.Best) : null;
        _decoded = options.Verify ? new FeatureSet([.. Plan.Tensors.Select(FeatureTensor.Rent)]) : null;
    }

    /// <inheritdoc/>
    public override string EncoderName => $"near-lossless {_options.Effort switch { NearLosslessEffort.Fast => "fast", NearLosslessEffort.Best => "best", _ => "default" }}";

    /// <summary>Opens an encoder.</summary>
    /// <param name="tensors">The tensors of a feature set, a batch counting as consecutive sets.</param>
    /// <param name="quantizer">How values become codes.</param>
    /// <param name="options">How codes become bytes.</param>
    /// <param name="identity">What the stream says of its origin.</param>
    /// <exception cref="ArgumentException">Options out of range, or tensors that make no set.</exception>
    public static NearLosslessFeatureEncoder Open(
        IReadOnlyList<TensorSpec> tensors, QuantizerOptions quantizer, NearLosslessOptions options, StreamIdentity? identity = null) =>
        Open(tensors, quantizer, options, identity, c => c);

    /// <summary>The same for an encoder that puts something before this one, and says so: <paramref name="describe"/>.</summary>
    internal static NearLosslessFeatureEncoder Open(
        IReadOnlyList<TensorSpec> tensors, QuantizerOptions quantizer, NearLosslessOptions options, StreamIdentity? identity,
        Func<FeatureConfiguration, FeatureConfiguration> describe)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        ArgumentNullException.ThrowIfNull(quantizer);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var configuration = new FeatureConfiguration
        {
            BridgeId = BridgeId,
            Plan = PackPlan.ForPayload(tensors, CarrierPicture.Width, CarrierPicture.Height),
            BitDepth = quantizer.BitDepth,
            RangeMode = quantizer.Mode,
            Granularity = quantizer.Granularity,
            ProfileHash = options.Profile?.Hash ?? default,
            ModelHash = identity?.ModelHash ?? default,
            CutName = identity?.CutName ?? "",
        };
        CalibratedState? state = null;
        return options.Profile is not null && CalibratedState.Of(options.Profile, configuration.Plan.Tensors, options.Effort, quantizer.BitDepth, out state) is string fault
            ? throw new ArgumentException($"Near-lossless options: {fault}.", nameof(options))
            : new NearLosslessFeatureEncoder(describe(configuration), quantizer, options, state);
    }

    private protected override IEnumerable<FeatureMessage> KeyMessages()
    {
        if (_options.Profile is null || _options.ProfileInterval == 0 || Sequence < _nextProfile)
        {
            return [];
        }

        _nextProfile = Sequence + (ulong)_options.ProfileInterval;
        return ProfileInBand.Split(_options.Profile);
    }

    private protected override CodedPayload Code(FeatureSet set, int batchIndex, bool key, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        IReadOnlyList<QuantizerParameters> parameters = _quantizer.Measure(set, batchIndex);
        for (int t = 0; t < _codes.Length; t++)
        {
            _quantizer.Quantize(set, batchIndex, t, parameters[t], _codes[t]);
        }

        TimeSpan packing = Stopwatch.GetElapsedTime(start);
        byte[] bytes = _writer.Write(_codes, parameters, key, cancellation);
        float? maxError = _decoded is null ? null : Verify(bytes, set, batchIndex, parameters);
        return new CodedPayload(bytes, parameters, CodesCrc.Of(_codes, Configuration.BitDepth), maxError, packing);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _decoded?.Dispose();
        base.Dispose(disposing);
    }

    private string? Known(NearLosslessEffort effort, out CalibratedState? state)
    {
        state = _state;
        return null;
    }

    private float Verify(byte[] payload, FeatureSet set, int batchIndex, IReadOnlyList<QuantizerParameters> parameters)
    {
        string? fault = _reader!.Read(payload, parameters, out ushort[][] codes, Known);
        double largest = 0;
        for (int t = 0; t < _codes.Length; t++)
        {
            if (fault is not null || !codes[t].AsSpan().SequenceEqual(_codes[t]))
            {
                throw new BridgeException($"Verifying: tensor {t} of set {Sequence} changed: {fault ?? "other codes came back"}.");
            }

            _quantizer.Dequantize(codes[t], t, parameters[t], _decoded!, 0);
            int bytes = _decoded![t].Bytes.Length;
            using FeatureTensor source = FeatureTensor.Wrap(set[t].Spec.SingleSet, set[t].Memory.Slice(batchIndex * bytes, bytes));
            largest = Math.Max(largest, FeatureError.Measure(source, _decoded[t]).MaxAbs);
        }

        return (float)largest;
    }
}
