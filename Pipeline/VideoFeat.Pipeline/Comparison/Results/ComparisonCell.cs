namespace VideoFeat.Comparison.Results;

/// <summary>What one codec at one point did with one item. A failed cell has a <see cref="Reason"/> and no figures.</summary>
public sealed record ComparisonCell
{
    /// <summary><see cref="ComparedItem.Id"/>.</summary>
    public required string Item { get; init; }

    /// <summary><see cref="ComparedCodec.Name"/>.</summary>
    public required string Codec { get; init; }

    /// <summary><see cref="ComparedPoint.Name"/>.</summary>
    public required string Point { get; init; }

    /// <summary>Whether there are figures.</summary>
    public required CellState State { get; init; }

    /// <summary>Why it failed, one line; null where it did not.</summary>
    public string? Reason { get; init; }

    /// <summary>The exact command: <c>videofeat</c>'s own, or the outside program's, file names for a reader to fill in.</summary>
    public string CommandLine { get; init; } = "";

    /// <summary>SHA-256 under which the cell is cached: item, codec, settings and versions. Lower-case hex.</summary>
    public required string Key { get; init; }

    /// <summary>Sizes.</summary>
    public CodedSize? Size { get; init; }

    /// <summary>How far the restored elements are from the original ones.</summary>
    public DistortionFigures? Distortion { get; init; }

    /// <summary>Times and memory.</summary>
    public CostFigures? Cost { get; init; }

    /// <summary>What the network made of the restored features; null without a network.</summary>
    public TaskOutcome? Task { get; init; }
}

/// <summary>Whether a cell has figures.</summary>
public enum CellState
{
    /// <summary>It has.</summary>
    Ok,

    /// <summary>It has a reason.</summary>
    Failed,
}
