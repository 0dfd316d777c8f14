using System.Text.Json.Serialization;
using VideoFeat.Packing;
using VideoFeat.Packing.Header;

namespace VideoFeat.Bridges.Datasets;

/// <summary>What the items of one file have in common.</summary>
/// <param name="Tensors">The tensors of one set; of an exact kind those that are meant, not their byte planes.</param>
/// <param name="Bridge">The bridge's number in the feature header.</param>
/// <param name="Layout">Geometry of the frames.</param>
/// <param name="Quantizer">How values became codes.</param>
/// <param name="Exact">True: the elements come back bit for bit.</param>
/// <param name="Profile">SHA-256 of the profile that decoding needs, 64 hex digits; null: none.</param>
public sealed record DatasetKind(
    IReadOnlyList<KindTensor> Tensors, BridgeNumber Bridge, KindLayout Layout, KindQuantizer Quantizer, bool Exact, string? Profile = null)
{
    /// <summary>The kind of a stream with this configuration.</summary>
    public static DatasetKind Of(FeatureConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        bool exact = configuration.Exact.Count > 0;
        return new DatasetKind(
            [.. (exact ? configuration.Exact : configuration.Plan.Tensors).Select(KindTensor.Of)],
            (BridgeNumber)configuration.BridgeId,
            new KindLayout(configuration.Plan.Kind, configuration.Plan.FrameWidth, configuration.Plan.FrameHeight, configuration.Plan.FramesPerSet),
            new KindQuantizer(configuration.BitDepth, configuration.RangeMode, configuration.Granularity),
            exact,
            configuration.ProfileHash.IsEmpty ? null : Convert.ToHexStringLower(configuration.ProfileHash.Span));
    }

    /// <summary>Elements of one set.</summary>
    [JsonIgnore]
    public long Elements => Tensors.Sum(t => (long)t.Spec.Shape.Elements);

    /// <summary>The tensors of one set.</summary>
    [JsonIgnore]
    public TensorSpec[] Specs => [.. Tensors.Select(t => t.Spec)];

    /// <inheritdoc/>
    public bool Equals(DatasetKind? other) => other is not null && ManifestJson.Text(this) == ManifestJson.Text(other);

    /// <inheritdoc/>
    public override int GetHashCode() => ManifestJson.Text(this).GetHashCode(StringComparison.Ordinal);
}
