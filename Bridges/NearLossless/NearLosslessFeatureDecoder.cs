using VideoFeat.Bridges.Carrier;
using VideoFeat.Bridges.Entropy;
using VideoFeat.Bridges.Profiles;
using VideoFeat.Packing;
using VideoFeat.Packing.Header;
using VideoFeat.Packing.Quantization;

namespace VideoFeat.Bridges.NearLossless;

/// <summary>
/// Access units of <see cref="NearLosslessFeatureEncoder"/> to feature sets. A set whose set before is missing is lost like it. One caller at a time.
/// </summary>
public sealed class NearLosslessFeatureDecoder : PayloadFeatureDecoder
{
    private readonly int _threads;
    private readonly ProfileLibrary _profiles;
    private (uint Configuration, NearLosslessEffort Effort, CalibratedState State)? _state;
    private (ulong Sequence, uint Configuration, PayloadReader Reader)? _last;

    private NearLosslessFeatureDecoder(FeatureLimits? limits, int threads, ProfileLibrary profiles)
        : base(NearLosslessFeatureEncoder.BridgeId, limits, profiles)
    {
        _threads = threads;
        _profiles = profiles;
    }

    /// <summary>Opens a decoder; the stream describes itself.</summary>
    /// <param name="limits">What a header from outside may ask for; null: the default.</param>
    /// <param name="threads">Segments that may be decoded at once; 0: as many as there are processors.</param>
    /// <param name="profiles">Profiles that are here; those that come in the stream are added. Null: only those.</param>
    public static NearLosslessFeatureDecoder Open(FeatureLimits? limits = null, int threads = 0, ProfileLibrary? profiles = null) =>
        new(limits, threads, profiles ?? new ProfileLibrary());

    private protected override string? Decode(
        ReadOnlyMemory<byte> payload, FeatureUnitHeader header, FeatureConfiguration configuration, out Func<FeatureSet>? values)
    {
        values = null;
        if (header.Parameters.Count == 0)
        {
            return "no quantizer parameters have arrived";
        }

        PayloadReader reader = _last is { } last && last.Configuration == configuration.Id && last.Sequence + 1 == header.SequenceNumber
            ? last.Reader
            : new PayloadReader(configuration.Plan.Geometries, configuration.BitDepth, _threads, MixerWidths.Best);
        string? fault = reader.Read(payload, header.Parameters, out ushort[][] codes, State) ?? CodesCrc.Fault(CodesCrc.Of(codes, configuration.BitDepth), header);
        if (fault is null)
        {
            _last = (header.SequenceNumber, configuration.Id, reader);
            values = () => Values(codes, header, configuration);
        }

        return fault;

        string? State(NearLosslessEffort effort, out CalibratedState? state) => Calibrated(configuration, effort, out state);
    }

    private string? Calibrated(FeatureConfiguration configuration, NearLosslessEffort effort, out CalibratedState? state)
    {
        state = _state is { } known && known.Configuration == configuration.Id && known.Effort == effort ? known.State : null;
        if (state is not null)
        {
            return null;
        }

        if (configuration.ProfileHash.IsEmpty || _profiles.Find(configuration.ProfileHash) is not Profile profile)
        {
            return configuration.ProfileHash.IsEmpty ? "it starts from a profile, and the stream names none" : ProfileLibrary.Missing(configuration.ProfileHash);
        }

        string? fault = CalibratedState.Of(profile, configuration.Plan.Tensors, effort, configuration.BitDepth, out state);
        _state = fault is null ? (configuration.Id, effort, state!) : null;
        return fault;
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
}
