namespace VideoFeat.Comparison.Results;

/// <summary>The network's answer on one restored item beside the uncut network's.</summary>
public sealed record TaskOutcome
{
    /// <summary>Answers that the uncut network gives too: 0 or 1 for a classifier, sure detections for a detector.</summary>
    public required int Agreeing { get; init; }

    /// <summary>Answers that could agree; 1 for a classifier.</summary>
    public required int Comparable { get; init; }

    /// <summary>KL(uncut ‖ restored) of the outputs in nats; of a detector the sum over cells and classes. Null where not defined.</summary>
    public double? Divergence { get; init; }

    /// <summary>Classifier with label: 0-based rank of the true class.</summary>
    public int? Rank { get; init; }

    /// <summary>The same of the uncut network.</summary>
    public int? ReferenceRank { get; init; }
}
