using VideoFeat.Packing;

namespace VideoFeat.Bridges.Transform.Calibration;

/// <summary>How a profile is made. Immutable.</summary>
public sealed record CalibrationOptions
{
    /// <summary>Fewest sets that make a profile.</summary>
    public const int FewestSets = 4;

    /// <summary>Rows and columns of a block, 1..16; 0 (default): the size that codes best.</summary>
    public int BlockSize { get; init; }

    /// <summary>
    /// The network's back half, which says what matters: outputs of a feature set, which is lent. Null (default): no network, every squared error matters the same.
    /// </summary>
    public Func<FeatureSet, IReadOnlyList<NetworkAnswer>>? Back { get; init; }

    /// <summary>Called with what is done next.</summary>
    public Action<string>? Progress { get; init; }

    /// <summary>Ingredients to do without, to see what each is worth.</summary>
    internal CalibrationParts Without { get; init; }
}
