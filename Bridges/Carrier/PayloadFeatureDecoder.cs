using System.Diagnostics;
using VideoFeat.Bridges.Profiles;
using VideoFeat.Packing;
using VideoFeat.Packing.Header;
using VideoFeat.Packing.Layout;

namespace VideoFeat.Bridges.Carrier;

/// <summary>
/// What the decoders of bridges that are no video codec share. The carrier picture is not decoded. A set whose bytes are missing or wrong is
/// <see cref="FeatureState.Lost"/> and hands out no values. One caller at a time.
/// </summary>
public abstract class PayloadFeatureDecoder : IFeatureBridgeDecoder
{
    private readonly byte _bridgeId;
    private readonly FeatureLimits _limits;
    private readonly Dictionary<uint, FeatureConfiguration> _configurations = [];
    private readonly Queue<DecodedFeature> _ready = [];
    private SequenceWatch _watch = new();
    private readonly ProfileInBand? _profiles;
    private ulong? _lastSent;

    private protected PayloadFeatureDecoder(byte bridgeId, FeatureLimits? limits, ProfileLibrary? profiles = null)
    {
        _profiles = profiles is null ? null : new ProfileInBand(profiles);
        _bridgeId = bridgeId;
        _limits = limits ?? FeatureLimits.Default;
    }

    /// <inheritdoc/>
    public FeatureConfiguration? Configuration { get; private set; }

    /// <inheritdoc/>
    public long ForeignUnits { get; private set; }

    /// <summary>Takes one access unit (Annex B); sets that it completes can be received afterwards.</summary>
    public void Send(ReadOnlySpan<byte> accessUnit) => Send(accessUnit, AccessUnitMessages.Read(accessUnit, _limits));

    /// <inheritdoc/>
    public void Send(ReadOnlySpan<byte> accessUnit, AccessUnitMessages messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        long start = Stopwatch.GetTimestamp();
        foreach (FeatureConfiguration sent in messages.Configurations)
        {
            _configurations[sent.Id] = sent;
            Configuration = sent;
        }

        foreach (ProfileFragment part in messages.Profiles)
        {
            _profiles?.Take(part);
        }

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

        Func<FeatureSet>? values = null;
        string? fault = _configurations.TryGetValue(header.ConfigurationId, out FeatureConfiguration? configuration)
            ? Decode(messages, header, configuration, out values)
            : $"configuration {header.ConfigurationId:x8} has not arrived";
        long decoded = Stopwatch.GetTimestamp();
        FeatureSet? set = Meant(values?.Invoke(), configuration);
        _ready.Enqueue(new DecodedFeature
        {
            Set = set,
            State = set is null ? FeatureState.Lost : header.Check == CheckKind.SourceCodes ? FeatureState.Intact : FeatureState.Unchecked,
            IsDamaged = set is null,
            Reason = fault ?? (header.Check == CheckKind.SourceCodes ? null : "the stream carries no check of its codes"),
            Sequence = header.SequenceNumber,
            BatchIndex = header.BatchIndex,
            BatchCount = header.BatchCount,
            ItemId = header.ItemId,
            CaptureTimeNs = header.CaptureTimeNs,
            Bits = 8L * accessUnit.Length,
            MaxError = header.MaxError,
            SenderTimes = header.Times,
            DecodeTime = Stopwatch.GetElapsedTime(start, decoded),
            UnpackTime = Stopwatch.GetElapsedTime(decoded),
            BitDepth = configuration?.BitDepth ?? 0,
        });
        _watch.Closed(header.SequenceNumber);
    }

    /// <inheritdoc/>
    public bool TryReceive(out DecodedFeature? feature) => _ready.TryDequeue(out feature);

    /// <inheritdoc/>
    public void Restart()
    {
        _watch = new SequenceWatch();
        _lastSent = null;
        Forget();
    }

    /// <inheritdoc/>
    public void Finish(AnnouncedSets? announced = null)
    {
        foreach (DecodedFeature lost in Configuration is null && announced is null ? [] : _watch.AtEnd(announced))
        {
            _ready.Enqueue(lost);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Takes the decoded tensors; gives those that they are the byte planes of, or themselves where they are none.</summary>
    private static FeatureSet? Meant(FeatureSet? set, FeatureConfiguration? configuration)
    {
        if (set is null || configuration!.Exact.Count == 0)
        {
            return set;
        }

        using (set)
        {
            return BytePlanes.Join(set, configuration.Exact);
        }
    }

    /// <summary>Decodes one set, checks included; what is wrong, or null and what makes the set's values, which the caller of that owns.</summary>
    private protected abstract string? Decode(
        ReadOnlyMemory<byte> payload, FeatureUnitHeader header, FeatureConfiguration configuration, out Func<FeatureSet>? values);

    /// <summary>Disposes the sets that nobody received.</summary>
    protected virtual void Dispose(bool disposing) => Forget();

    private void Forget()
    {
        while (_ready.TryDequeue(out DecodedFeature? feature))
        {
            feature.Dispose();
        }
    }

    private string? Decode(AccessUnitMessages messages, FeatureUnitHeader header, FeatureConfiguration configuration, out Func<FeatureSet>? values)
    {
        values = null;
        if (configuration.BridgeId != _bridgeId || configuration.Plan.Kind != LayoutKind.Payload)
        {
            return $"the stream was coded by bridge {configuration.BridgeId} in a {configuration.Plan.Kind} layout, which this reader does not know";
        }

        return configuration.Fault(header)
            ?? Join(messages, header.SequenceNumber, out byte[] payload)
            ?? Decode(payload, header, configuration, out values);
    }

    // The parts of this unit, each once and in order. A total is no larger than the parts that are there.
    private static string? Join(AccessUnitMessages messages, ulong sequence, out byte[] payload)
    {
        payload = [];
        PayloadFragment[] fragments = [.. messages.Fragments];
        long bytes = fragments.Sum(f => (long)f.Bytes.Length);
        for (int i = 0; i < fragments.Length; i++)
        {
            if (fragments[i].SequenceNumber != sequence || fragments[i].FrameIndex != 0 || fragments[i].Index != i)
            {
                return "payload fragments of another set, or out of order";
            }
        }

        if (fragments.Length == 0 || fragments[0].Count != fragments.Length || fragments[0].TotalBytes != bytes)
        {
            return messages.Fault ?? $"{fragments.Length} payload fragments of {bytes} bytes arrived"
                + (fragments.Length == 0 ? "" : $"; there are {fragments[0].Count} of {fragments[0].TotalBytes} bytes");
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
}
