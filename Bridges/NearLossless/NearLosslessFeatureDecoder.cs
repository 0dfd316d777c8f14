using System.Diagnostics;
using VideoFeat.Bridges.Entropy;
using VideoFeat.Bridges.Hevc.Syntax;
using VideoFeat.Packing;
using VideoFeat.Packing.Header;
using VideoFeat.Packing.Layout;
using VideoFeat.Packing.Quantization;

namespace VideoFeat.Bridges.NearLossless;

/// <summary>
/// Access units of <see cref="NearLosslessFeatureEncoder"/> to feature sets. The carrier picture is not decoded. A set whose bytes are missing or wrong, or
/// whose set before is, is <see cref="FeatureState.Lost"/> and hands out no values. One caller at a time.
/// </summary>
public sealed class NearLosslessFeatureDecoder : IFeatureBridgeDecoder
{
    private readonly FeatureLimits _limits;
    private readonly int _threads;
    private readonly Dictionary<uint, FeatureConfiguration> _configurations = [];
    private readonly Queue<DecodedFeature> _ready = [];
    private readonly SequenceWatch _watch = new();
    private (ulong Sequence, uint Configuration, ushort[][] Codes)? _last;
    private ulong? _lastSent;

    private NearLosslessFeatureDecoder(FeatureLimits limits, int threads)
    {
        _limits = limits;
        _threads = threads;
    }

    /// <inheritdoc/>
    public FeatureConfiguration? Configuration { get; private set; }

    /// <inheritdoc/>
    public long ForeignUnits { get; private set; }

    /// <summary>Opens a decoder; the stream describes itself.</summary>
    /// <param name="limits">What a header from outside may ask for; null: the default.</param>
    /// <param name="threads">Segments that may be decoded at once; 0: as many as there are processors.</param>
    public static NearLosslessFeatureDecoder Open(FeatureLimits? limits = null, int threads = 0) => new(limits ?? FeatureLimits.Default, threads);

    /// <inheritdoc/>
    public void Send(ReadOnlySpan<byte> accessUnit)
    {
        long start = Stopwatch.GetTimestamp();
        Messages messages = Read(accessUnit);
        if (messages.Header is not FeatureUnitHeader header)
        {
            ForeignUnits += messages.Fault is null ? 1 : 0;
            _watch.Headerless(messages.Fault);
            return;
        }

        if (_lastSent == header.SequenceNumber)
        {
            return; // some muxers repeat the first packet
        }

        _lastSent = header.SequenceNumber;
        foreach (DecodedFeature missing in _watch.Before(header.SequenceNumber))
        {
            _ready.Enqueue(missing);
        }

        FeatureSet? set = null;
        TimeSpan unpacking = default;
        string? fault = _configurations.TryGetValue(header.ConfigurationId, out FeatureConfiguration? configuration)
            ? Decode(messages, header, configuration, out set, out unpacking)
            : $"configuration {header.ConfigurationId:x8} has not arrived";
        if (fault is not null)
        {
            _last = null;
        }

        _ready.Enqueue(new DecodedFeature
        {
            Set = set,
            State = set is null ? FeatureState.Lost : header.Check == CheckKind.SourceCodes ? FeatureState.Intact : FeatureState.Unchecked,
            Reason = fault ?? (header.Check == CheckKind.SourceCodes ? null : "the stream carries no check of its codes"),
            Sequence = header.SequenceNumber,
            BatchIndex = header.BatchIndex,
            BatchCount = header.BatchCount,
            ItemId = header.ItemId,
            CaptureTimeNs = header.CaptureTimeNs,
            Bits = 8L * accessUnit.Length,
            MaxError = header.MaxError,
            SenderTimes = header.Times,
            DecodeTime = Stopwatch.GetElapsedTime(start) - unpacking,
            UnpackTime = unpacking,
            BitDepth = configuration?.BitDepth ?? 0,
        });
        _watch.Closed(header.SequenceNumber);
    }

    /// <inheritdoc/>
    public bool TryReceive(out DecodedFeature? feature) => _ready.TryDequeue(out feature);

    /// <inheritdoc/>
    public void Finish()
    {
        if (Configuration is not null && _watch.AtEnd() is DecodedFeature lost)
        {
            _ready.Enqueue(lost);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_ready.TryDequeue(out DecodedFeature? feature))
        {
            feature.Dispose();
        }
    }

    private Messages Read(ReadOnlySpan<byte> accessUnit)
    {
        FeatureUnitHeader? header = null;
        var fragments = new List<PayloadFragment>();
        List<byte[]> payloads = SeiReader.UserData(accessUnit, out string? fault, _limits.MaxMessageBytes);
        foreach (byte[] payload in payloads)
        {
            if (!FeatureHeaderReader.TryRead(payload, _limits, out FeatureMessage? message, out string? wrong))
            {
                fault ??= wrong;
            }
            else if (message is FeatureConfiguration configuration)
            {
                _configurations[configuration.Id] = configuration;
                Configuration = configuration;
            }
            else if (message is PayloadFragment fragment)
            {
                fragments.Add(fragment);
            }
            else if (message is FeatureUnitHeader unit)
            {
                header ??= unit;
            }
        }

        return new Messages(header, fragments, fault);
    }

    private string? Decode(
        Messages messages, FeatureUnitHeader header, FeatureConfiguration configuration, out FeatureSet? set, out TimeSpan unpacking)
    {
        set = null;
        unpacking = default;
        if (configuration.BridgeId != NearLosslessFeatureEncoder.BridgeId || configuration.Plan.Kind != LayoutKind.Payload)
        {
            return $"the stream was coded by bridge {configuration.BridgeId} in a {configuration.Plan.Kind} layout, which this reader does not know";
        }

        if ((configuration.Fault(header) ?? (header.Parameters.Count == 0 ? "no quantizer parameters have arrived" : null)) is string disagreement)
        {
            return disagreement;
        }

        if (Join(messages, header.SequenceNumber, out byte[] payload) is string broken)
        {
            return broken;
        }

        PackPlan plan = configuration.Plan;
        ushort[][]? previous = _last is { } last && last.Configuration == configuration.Id && last.Sequence + 1 == header.SequenceNumber ? last.Codes : null;
        if (PayloadReader.Read(payload, plan.Geometries, configuration.BitDepth, previous, _threads, MixerWidths.Best, out ushort[][] codes) is string fault)
        {
            return fault;
        }

        long decoded = Stopwatch.GetTimestamp();
        uint crc = CodesCrc.Of(codes, configuration.BitDepth);
        if (header.Check == CheckKind.SourceCodes && crc != header.Crc)
        {
            return $"the codes' CRC-32C is {crc:x8}, the header says {header.Crc:x8}";
        }

        _last = (header.SequenceNumber, configuration.Id, codes);
        set = Values(codes, header, configuration);
        unpacking = Stopwatch.GetElapsedTime(decoded);
        return null;
    }

    private static FeatureSet Values(ushort[][] codes, FeatureUnitHeader header, FeatureConfiguration configuration)
    {
        IReadOnlyList<TensorSpec> tensors = configuration.Plan.Tensors;
        var quantizer = new FeatureQuantizer(tensors, new QuantizerOptions { BitDepth = configuration.BitDepth });
        var set = new FeatureSet([.. tensors.Select(FeatureTensor.Rent)]) { ItemId = header.ItemId, CaptureTimeNs = header.CaptureTimeNs };
        for (int t = 0; t < codes.Length; t++)
        {
            quantizer.Dequantize(codes[t], t, header.Parameters[t], set, 0);
        }

        return set;
    }

    // The parts of this unit, each once and in order. A total is no larger than the parts that are there.
    private static string? Join(Messages messages, ulong sequence, out byte[] payload)
    {
        payload = [];
        List<PayloadFragment> fragments = messages.Fragments;
        long bytes = fragments.Sum(f => (long)f.Bytes.Length);
        for (int i = 0; i < fragments.Count; i++)
        {
            if (fragments[i].SequenceNumber != sequence || fragments[i].FrameIndex != 0 || fragments[i].Index != i)
            {
                return "payload fragments of another set, or out of order";
            }
        }

        if (fragments.Count == 0 || fragments[0].Count != fragments.Count || fragments[0].TotalBytes != bytes)
        {
            return messages.Fault ?? $"{fragments.Count} payload fragments of {bytes} bytes arrived"
                + (fragments.Count == 0 ? "" : $"; there are {fragments[0].Count} of {fragments[0].TotalBytes} bytes");
        }

        payload = new byte[bytes];
        int at = 0;
        foreach (PayloadFragment fragment in fragments)
        {
            fragment.Bytes.Span.CopyTo(payload.AsSpan(at));
            at += fragment.Bytes.Length;
        }

        return null;
    }

    private sealed record Messages(FeatureUnitHeader? Header, List<PayloadFragment> Fragments, string? Fault);
}
