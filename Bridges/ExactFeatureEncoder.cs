using VideoFeat.Bridges.Hevc;
using VideoFeat.Bridges.NearLossless;
using VideoFeat.Packing;
using VideoFeat.Packing.Header;
using VideoFeat.Packing.Layout;
using VideoFeat.Packing.Quantization;

namespace VideoFeat.Bridges;

/// <summary>Feature sets whose elements come back bit for bit: their byte planes through a coder without loss (docs/formats/dataset.md, "Exact items"). One caller at a time.</summary>
public sealed class ExactFeatureEncoder : IFeatureBridgeEncoder
{
    // Bytes are their own codes.
    private static readonly QuantizerOptions Bytes = new() { BitDepth = 8, Mode = RangeMode.Fixed, FixedRanges = [[new ValueRange(0, byte.MaxValue)]] };

    private readonly IFeatureBridgeEncoder _inner;

    private ExactFeatureEncoder(IFeatureBridgeEncoder inner) => _inner = inner;

    /// <inheritdoc/>
    public string EncoderName => $"exact, {_inner.EncoderName}";

    /// <inheritdoc/>
    public IReadOnlyList<string> Skipped => _inner.Skipped;

    /// <inheritdoc/>
    public FeatureConfiguration Configuration => _inner.Configuration;

    /// <inheritdoc/>
    public ReadOnlySpan<byte> ExtraData => _inner.ExtraData;

    /// <summary>Opens one over lossless HEVC.</summary>
    /// <exception cref="ArgumentException">Options out of range, or tensors that have more than 2^29 bytes.</exception>
    /// <exception cref="BridgeException">No encoder passed; the message says at which step and why.</exception>
    public static ExactFeatureEncoder Open(IReadOnlyList<TensorSpec> tensors, LayoutOptions layout, HevcOptions options, StreamIdentity? identity = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new ExactFeatureEncoder(HevcFeatureEncoder.Open(
            Planes(tensors), Bytes, layout with { ChannelOrders = null }, options with { Mode = RateMode.Lossless }, identity, Describe(tensors), along: null));
    }

    /// <summary>Opens one over the near-lossless bridge.</summary>
    /// <exception cref="ArgumentException">Options out of range, or tensors that have more than 2^29 bytes.</exception>
    public static ExactFeatureEncoder Open(IReadOnlyList<TensorSpec> tensors, NearLosslessOptions options, StreamIdentity? identity = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new ExactFeatureEncoder(NearLosslessFeatureEncoder.Open(
            Planes(tensors), Bytes, options with { Profile = null, ProfileInterval = 0 }, identity, Describe(tensors)));
    }

    /// <inheritdoc/>
    public CodedFeature Encode(FeatureSet set, bool forceKey = false, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(set);
        SetMatch.Require(set, Configuration.Exact);
        using FeatureSet planes = BytePlanes.Split(set);
        CodedFeature coded = _inner.Encode(planes, forceKey, cancellation);
        coded.Elements = set.Elements;
        return coded;
    }

    /// <inheritdoc/>
    public void Rewind(ulong sequence) => _inner.Rewind(sequence);

    /// <inheritdoc/>
    public void Dispose() => _inner.Dispose();

    private static TensorSpec[] Planes(IReadOnlyList<TensorSpec> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        return [.. tensors.Select(t => BytePlanes.Of(t.SingleSet))];
    }

    private static Func<FeatureConfiguration, FeatureConfiguration> Describe(IReadOnlyList<TensorSpec> tensors) =>
        c => c with { Exact = [.. tensors.Select(t => t.SingleSet)] };
}
