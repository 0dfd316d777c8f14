using VideoFeat.Comparison.Results;

namespace VideoFeat.Comparison.Running;

/// <summary>One item as the cache keeps it.</summary>
internal sealed record ItemEntry(ComparedItem Item, IReadOnlyList<SetReference> References);

/// <summary>One cell as the cache keeps it, with what pooling needs of it.</summary>
internal sealed record CellEntry
{
    public required ComparisonCell Cell { get; init; }

    /// <summary>The sums of <see cref="Evaluation.FeatureDistortion"/>; null for coded input pictures and failed cells.</summary>
    public IReadOnlyList<double>? Sums { get; init; }

    /// <summary>One for each set; empty without a network.</summary>
    public IReadOnlyList<SetAnswer> Answers { get; init; } = [];

    /// <summary>True where channels and pictures were made, too.</summary>
    public bool Shown { get; init; }

    public IReadOnlyList<ChannelMap> Channels { get; init; } = [];

    public IReadOnlyList<MosaicPicture> Pictures { get; init; } = [];
}
