using System.Diagnostics;
using VideoFeat.Bridges.Hevc;
using VideoFeat.Bridges.Profiles;
using VideoFeat.Packing;
using VideoFeat.Packing.Header;

namespace VideoFeat.Bridges.Transform;

/// <summary>Access units of <see cref="ComponentsFeatureEncoder"/> to feature sets. A set whose profile is not here is lost. One caller at a time.</summary>
public sealed class ComponentsFeatureDecoder : IFeatureBridgeDecoder
{
    private readonly HevcFeatureDecoder _inner;
    private readonly ProfileLibrary _profiles;
    private readonly FeatureLimits _limits;
    private (uint Configuration, SetCodec Codec, ComponentsHeader Header)? _open;

    private ComponentsFeatureDecoder(HevcFeatureDecoder inner, ProfileLibrary profiles, FeatureLimits limits)
    {
        _inner = inner;
        _profiles = profiles;
        _limits = limits;
    }

    /// <inheritdoc/>
    public FeatureConfiguration? Configuration => _inner.Configuration;

    /// <inheritdoc/>
    public long ForeignUnits => _inner.ForeignUnits;

    /// <summary>Opens a decoder; the stream names its profile.</summary>
    /// <param name="profiles">Profiles that are here.</param>
    /// <param name="options">How HEVC is decoded.</param>
    /// <exception cref="BridgeException">The wanted device does not work here.</exception>
    public static ComponentsFeatureDecoder Open(ProfileLibrary profiles, HevcDecoderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(profiles);
        options ??= new HevcDecoderOptions();
        var inBand = new ProfileInBand(profiles);
        return new ComponentsFeatureDecoder(HevcFeatureDecoder.Open(options, inBand.Take), profiles, options.Limits);
    }

    /// <summary>Takes one access unit (Annex B); sets that it completes can be received afterwards.</summary>
    public void Send(ReadOnlySpan<byte> accessUnit) => _inner.Send(accessUnit);

    /// <inheritdoc/>
    public void Send(ReadOnlySpan<byte> accessUnit, AccessUnitMessages messages) => _inner.Send(accessUnit, messages);

    /// <inheritdoc/>
    public bool TryReceive(out DecodedFeature? feature)
    {
        if (!_inner.TryReceive(out feature))
        {
            return false;
        }

        if (feature!.Set is FeatureSet components)
        {
            using (components)
            {
                long start = Stopwatch.GetTimestamp();
                string? fault = Values(components, out FeatureSet? set);
                feature = With(feature, set, fault, Stopwatch.GetElapsedTime(start));
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public void Restart() => _inner.Restart();

    /// <inheritdoc/>
    public void Finish(AnnouncedSets? announced = null) => _inner.Finish(announced);

    /// <inheritdoc/>
    public void Dispose() => _inner.Dispose();

    private static DecodedFeature With(DecodedFeature feature, FeatureSet? set, string? fault, TimeSpan time) => new()
    {
        Set = set,
        State = set is null ? FeatureState.Lost : feature.State,
        Reason = fault ?? feature.Reason,
        Sequence = feature.Sequence,
        BatchIndex = feature.BatchIndex,
        BatchCount = feature.BatchCount,
        ItemId = feature.ItemId,
        CaptureTimeNs = feature.CaptureTimeNs,
        Bits = feature.Bits,
        SenderTimes = feature.SenderTimes,
        DecodeTime = feature.DecodeTime,
        UnpackTime = feature.UnpackTime + time,
        BitDepth = feature.BitDepth,
    };

    private string? Values(FeatureSet components, out FeatureSet? set)
    {
        set = null;
        FeatureConfiguration configuration = Configuration!;
        if (_open?.Configuration != configuration.Id && OpenFor(configuration) is string missing)
        {
            return missing;
        }

        (_, SetCodec codec, ComponentsHeader header) = _open!.Value;
        var planes = new float[components.Count][];
        for (int t = 0; t < planes.Length; t++)
        {
            planes[t] = new float[codec.Codecs[t].Elements];
            ReadOnlySpan<float> kept = components[t].Floats;
            if (kept.Length > planes[t].Length || kept.Length % codec.Codecs[t].Geometry.ChannelElements != 0)
            {
                return $"tensor {t} holds {components[t].Shape}, which are no components of {header.Tensors[t].Shape}";
            }

            kept.CopyTo(planes[t]);
        }

        set = codec.Values(planes, header.Quality, components.ItemId, components.CaptureTimeNs);
        return null;
    }

    private string? OpenFor(FeatureConfiguration configuration)
    {
        if (configuration.ProfileHash.IsEmpty || _profiles.Find(configuration.ProfileHash) is not Profile profile)
        {
            return configuration.ProfileHash.IsEmpty ? "the stream names no profile" : ProfileLibrary.Missing(configuration.ProfileHash);
        }

        TensorCodec[] codecs = [];
        string? fault = ComponentsHeader.Read(configuration.BridgeData.Span, configuration.Plan.Tensors.Count, _limits, out ComponentsHeader? header)
            ?? TransformSet.Of(profile, out TransformSet? set) ?? set!.Codecs(profile.Meta, header!.Tensors, out codecs);
        _open = fault is null ? (configuration.Id, new SetCodec(codecs), header!) : null;
        return fault;
    }
}
