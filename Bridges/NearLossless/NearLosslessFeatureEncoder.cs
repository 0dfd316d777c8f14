using System.Buffers;
using System.Diagnostics;
using VideoFeat.Bridges.Entropy;
using VideoFeat.Native;
using VideoFeat.Packing;
using VideoFeat.Packing.Header;
using VideoFeat.Packing.Layout;
using VideoFeat.Packing.Quantization;

namespace VideoFeat.Bridges.NearLossless;

/// <summary>
/// Feature sets to access units whose codes were coded without loss by a coder of our own: a tiny picture, always the same, carries the bytes in its
/// feature SEI, so that every file, dataset and network takes them as it takes HEVC. One caller at a time.
/// </summary>
public sealed class NearLosslessFeatureEncoder : IFeatureBridgeEncoder
{
    /// <summary>The bridge's number in the feature header.</summary>
    public const byte BridgeId = 2;

    /// <summary>Bytes of the bitstream in one SEI message: parts of 60 KB stay within what 16-bit lengths of carriers hold.</summary>
    internal const int MaxFragmentBytes = 60_000;

    private readonly NearLosslessOptions _options;
    private readonly FeatureQuantizer _quantizer;
    private readonly FeatureSet? _decoded;
    private ushort[][] _codes;
    private ushort[][] _previous;
    private ulong _sequence;
    private ulong _lastKey;

    private NearLosslessFeatureEncoder(FeatureConfiguration configuration, QuantizerOptions quantizer, NearLosslessOptions options)
    {
        _options = options;
        Configuration = configuration;
        _quantizer = new FeatureQuantizer(Plan.Tensors, quantizer);
        _codes = Buffers();
        _previous = options.KeyInterval > 1 || options.Verify ? Buffers() : [];
        _decoded = options.Verify ? new FeatureSet([.. Plan.Tensors.Select(FeatureTensor.Rent)]) : null;
    }

    /// <summary>The tensors, and the size of the carrier picture.</summary>
    public PackPlan Plan => Configuration.Plan;

    /// <inheritdoc/>
    public string EncoderName => $"near-lossless {_options.Effort switch { NearLosslessEffort.Fast => "fast", NearLosslessEffort.Best => "best", _ => "default" }}";

    /// <inheritdoc/>
    public IReadOnlyList<string> Skipped => [];

    /// <inheritdoc/>
    public FeatureConfiguration Configuration { get; }

    /// <inheritdoc/>
    public ReadOnlySpan<byte> ExtraData => CarrierPicture.ParameterSets;

    /// <summary>Opens an encoder.</summary>
    /// <param name="tensors">The tensors of a feature set, a batch counting as consecutive sets.</param>
    /// <param name="quantizer">How values become codes.</param>
    /// <param name="options">How codes become bytes.</param>
    /// <param name="identity">What the stream says of its origin.</param>
    /// <exception cref="ArgumentException">Options out of range, or tensors that make no set.</exception>
    public static NearLosslessFeatureEncoder Open(
        IReadOnlyList<TensorSpec> tensors, QuantizerOptions quantizer, NearLosslessOptions options, StreamIdentity? identity = null)
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
            ModelHash = identity?.ModelHash ?? default,
            CutName = identity?.CutName ?? "",
        };
        return new NearLosslessFeatureEncoder(configuration, quantizer, options);
    }

    /// <inheritdoc/>
    public CodedFeature Encode(FeatureSet set, bool forceKey = false, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(set);
        SetMatch.Require(set, Plan.Tensors);
        var coded = new CodedFeature { Sequence = _sequence };
        try
        {
            int batch = set[0].Spec.Batch;
            for (int n = 0; n < batch; n++)
            {
                cancellation.ThrowIfCancellationRequested();
                EncodeOne(set, n, batch, forceKey && n == 0, coded, cancellation);
            }

            return coded;
        }
        catch
        {
            coded.Dispose();

            // The set that failed is no set to refer to.
            _lastKey = ulong.MaxValue;
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _decoded?.Dispose();

    private void EncodeOne(FeatureSet set, int batchIndex, int batchCount, bool forceKey, CodedFeature coded, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        IReadOnlyList<QuantizerParameters> parameters = _quantizer.Measure(set, batchIndex);
        for (int t = 0; t < _codes.Length; t++)
        {
            _quantizer.Quantize(set, batchIndex, t, parameters[t], _codes[t]);
        }

        long packed = Stopwatch.GetTimestamp();
        bool key = forceKey || _lastKey > _sequence || _sequence == 0 || _sequence - _lastKey >= (ulong)_options.KeyInterval;
        byte[] payload = PayloadWriter.Write(
            Plan.Geometries, Configuration.BitDepth, _codes, key ? null : _previous, _options, MixerWidths.Best, cancellation);
        float? maxError = _decoded is null ? null : Verify(payload, key, set, batchIndex, parameters);
        var header = new FeatureUnitHeader
        {
            ConfigurationId = Configuration.Id,
            SequenceNumber = _sequence,
            BatchIndex = batchIndex,
            BatchCount = batchCount,
            CaptureTimeNs = set.CaptureTimeNs,
            ItemId = set.ItemId,
            Parameters = parameters,
            MaxError = maxError,
            Times = set.Times is SenderTimes until
                ? until with { Pack = Stopwatch.GetElapsedTime(start, packed), Encode = Stopwatch.GetElapsedTime(packed) }
                : null,
            Check = CheckKind.SourceCodes,
            Crc = CodesCrc.Of(_codes, Configuration.BitDepth),
        };
        Add(coded, header, payload, key);
        coded.Elements += Plan.Elements;
        coded.MaxError = maxError is float error ? Math.Max(coded.MaxError ?? 0, error) : coded.MaxError;
        _lastKey = key ? _sequence : _lastKey;
        _sequence++;
        if (_previous.Length > 0)
        {
            (_codes, _previous) = (_previous, _codes);
        }
    }

    private void Add(CodedFeature coded, FeatureUnitHeader header, byte[] payload, bool key)
    {
        var messages = new List<ReadOnlyMemory<byte>>();
        if (key)
        {
            messages.Add(FeatureHeaderWriter.Write(Configuration));
        }

        messages.Add(FeatureHeaderWriter.Write(header));
        int count = ((payload.Length - 1) / MaxFragmentBytes) + 1;
        for (int i = 0; i < count; i++)
        {
            int start = i * MaxFragmentBytes;
            messages.Add(FeatureHeaderWriter.Write(new PayloadFragment
            {
                SequenceNumber = header.SequenceNumber,
                Index = i,
                Count = count,
                TotalBytes = payload.Length,
                Bytes = payload.AsMemory(start, Math.Min(MaxFragmentBytes, payload.Length - start)),
            }));
        }

        byte[] carrier = CarrierPicture.AccessUnit;
        byte[] unit = ArrayPool<byte>.Shared.Rent(SeiInserter.MaxLength(carrier.Length, messages.Sum(m => m.Length), messages.Count));
        int written = SeiInserter.Insert(carrier, messages, unit);
        coded.Add(unit, written, key, (long)header.SequenceNumber);
    }

    private float Verify(byte[] payload, bool key, FeatureSet set, int batchIndex, IReadOnlyList<QuantizerParameters> parameters)
    {
        string? fault = PayloadReader.Read(
            payload, Plan.Geometries, Configuration.BitDepth, key ? null : _previous, _options.Threads, MixerWidths.Best, out ushort[][] codes);
        double largest = 0;
        for (int t = 0; t < _codes.Length; t++)
        {
            if (fault is not null || !codes[t].AsSpan().SequenceEqual(_codes[t]))
            {
                throw new BridgeException($"Verifying: tensor {t} of set {_sequence} changed: {fault ?? "other codes came back"}.");
            }

            _quantizer.Dequantize(codes[t], t, parameters[t], _decoded!, 0);
            int bytes = _decoded![t].Bytes.Length;
            using FeatureTensor source = FeatureTensor.Wrap(set[t].Spec.SingleSet, set[t].Memory.Slice(batchIndex * bytes, bytes));
            largest = Math.Max(largest, FeatureError.Measure(source, _decoded[t]).MaxAbs);
        }

        return (float)largest;
    }

    private ushort[][] Buffers() => [.. Plan.Geometries.Select(g => new ushort[g.Elements])];
}
