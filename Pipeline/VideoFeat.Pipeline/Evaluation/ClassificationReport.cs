namespace VideoFeat.Evaluation;

/// <summary>How a run of a classifier (the cut network) stands beside its reference run (the uncut network) on the same items. Accuracies are shares, 0..1.</summary>
public sealed record ClassificationReport
{
    /// <summary>Items compared, at least 1.</summary>
    public required int Items { get; init; }

    /// <summary>Items whose true class is known; the accuracies are over these.</summary>
    public required int LabelledItems { get; init; }

    /// <summary>Share of labelled items whose true class has the largest logit; null without labels.</summary>
    public required double? Top1 { get; init; }

    /// <summary>Share of labelled items whose true class is among the five largest logits; null without labels.</summary>
    public required double? Top5 { get; init; }

    /// <summary><see cref="Top1"/> of the reference run.</summary>
    public required double? ReferenceTop1 { get; init; }

    /// <summary><see cref="Top5"/> of the reference run.</summary>
    public required double? ReferenceTop5 { get; init; }

    /// <summary>Top-1 of the run minus top-1 of the reference, in shares, with a paired bootstrap interval over the labelled items; null without labels.</summary>
    public required ConfidenceInterval? Top1Difference { get; init; }

    /// <summary>Share of all items on which both runs name the same class first, right or wrong.</summary>
    public required double Agreement { get; init; }

    /// <summary>Mean over all items of KL(reference || run) of the softmax outputs, in nats.</summary>
    public required double MeanKlDivergence { get; init; }

    /// <summary>The largest KL(reference || run) of an item, in nats.</summary>
    public required double MaxKlDivergence { get; init; }
}
