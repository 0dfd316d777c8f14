using VideoFeat.Bridges.Carrier;
using VideoFeat.Bridges.Entropy;
using VideoFeat.Bridges.Profiles;
using VideoFeat.Packing;
using VideoFeat.Packing.Header;

namespace VideoFeat.Bridges.Transform;

/// <summary>
/// Access units of <see cref="TransformFeatureEncoder"/> to feature sets. A set whose profile is not here, or whose set before is missing, is lost. One caller at a time.
/// </summary>
public sealed class TransformFeatureDecoder : PayloadFeatureDecoder
{
    private readonly ProfileLibrary _profiles;
    private readonly int _threads;
    private (uint Configuration, TransformSet Set, SetCodec Codec)? _open;
    private (ulong Sequence, uint Configuration, short[][] Levels, float[][] Components)? _last;

    private TransformFeatureDecoder(ProfileLibrary profiles, FeatureLimits? limits, int threads)
        : base(TransformFeatureEncoder.BridgeId, limits, profiles)
    {
        _profiles = profiles;
        _threads = threads;
    }

    /// <summary>Opens a decoder; the stream names its profile.</summary>
    /// <param name="profiles">Profiles that are here; those that come in the stream are added.</param>
    /// <param name="limits">What a header from outside may ask for; null: the default.</param>
    /// <param name="threads">Segments that may be decoded at once; 0: as many as there are processors.</param>
    public static TransformFeatureDecoder Open(ProfileLibrary profiles, FeatureLimits? limits = null, int threads = 0)
    {
        ArgumentNullException.ThrowIfNull(profiles);
        return new(profiles, limits, threads);
    }

    private protected override string? Decode(
        ReadOnlyMemory<byte> payload, FeatureUnitHeader header, FeatureConfiguration configuration, out Func<FeatureSet>? values)
    {
        values = null;
        if (OpenFor(configuration) is string missing)
        {
            return missing;
        }

        (_, TransformSet set, SetCodec codec) = _open!.Value;
        (short[][] Levels, float[][] Components)? before = _last is { } last && last.Configuration == configuration.Id && last.Sequence + 1 == header.SequenceNumber
            ? (last.Levels, last.Components)
            : null;
        string? fault = PayloadReader.Read(payload, set, codec.Codecs, before?.Levels, _threads, MixerWidths.Best, out SetLevels? levels)
            ?? CodesCrc.Fault(SetCodec.Crc(levels!.Levels), header);
        if (fault is null)
        {
            float[][] components = codec.Reconstruct(levels!, before?.Components);
            _last = (header.SequenceNumber, configuration.Id, levels!.Levels, components);
            values = () => codec.Values(components, levels.Quality, header.ItemId, header.CaptureTimeNs);
        }

        return fault;
    }

    private string? OpenFor(FeatureConfiguration configuration)
    {
        if (_open?.Configuration == configuration.Id)
        {
            return null;
        }

        if (configuration.ProfileHash.IsEmpty || _profiles.Find(configuration.ProfileHash) is not Profile profile)
        {
            return configuration.ProfileHash.IsEmpty ? "the stream names no profile" : ProfileLibrary.Missing(configuration.ProfileHash);
        }

        TensorCodec[] codecs = [];
        string? fault = TransformSet.Of(profile, out TransformSet? set) ?? set!.Codecs(profile.Meta, configuration.Plan.Tensors, out codecs);
        _open = fault is null ? (configuration.Id, set!, new SetCodec(codecs)) : null;
        return fault;
    }
}
