using VideoFeat.Evaluation;

namespace VideoFeat.Comparison.Running;

/// <summary>The network's answer on one restored set beside the uncut network's.</summary>
internal sealed record SetAnswer
{
    public required int Agreeing { get; init; }

    public required int Comparable { get; init; }

    public double? Divergence { get; init; }

    /// <summary>Classifier with label: rank of the true class, 0 the first.</summary>
    public int? Rank { get; init; }

    /// <summary>Detector: what it found.</summary>
    public IReadOnlyList<Detection>? Found { get; init; }
}

/// <summary>What is known of one set without any coding.</summary>
internal sealed record SetReference
{
    /// <summary>Classifier with label: the uncut network's rank of the true class.</summary>
    public int? Rank { get; init; }

    /// <summary>Detector: what the uncut network finds.</summary>
    public IReadOnlyList<Detection>? Expected { get; init; }

    /// <summary>Detector with labels: what is there.</summary>
    public IReadOnlyList<LabelledBox>? Objects { get; init; }
}
