using VideoFeat.Bridges.Onnx;
using VideoFeat.Evaluation;

namespace VideoFeat.Splitting;

/// <summary>Classifiers: the first output is a row of logits. A lost item counts as wrong.</summary>
public sealed class ClassifierScore : TaskScore
{
    private ClassificationScore? _score;
    private float[]? _nothing;

    /// <inheritdoc/>
    public override void Add(EvaluationItem item, NetworkOutputs? outputs, NetworkOutputs reference)
    {
        ReadOnlySpan<float> expected = reference[0].Elements<float>();
        _score ??= new ClassificationScore(expected.Length);
        _nothing ??= new float[expected.Length];
        _score.Add(outputs is null ? _nothing : outputs[0].Elements<float>(), expected, item.Label);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Measure> Measures()
    {
        ClassificationReport report = Report();
        return
        [
            new("top-1", Percent(report.Top1), "%"),
            new("diff", Percent(report.Top1Difference?.Estimate), "points"),
            new("low", Percent(report.Top1Difference?.Low), "points"),
            new("high", Percent(report.Top1Difference?.High), "points"),
            new("agreement", 100 * report.Agreement, "%"),
            new("KL", report.MeanKlDivergence, "nats"),
        ];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Measure> ReferenceMeasures()
    {
        ClassificationReport report = Report();
        return [new("top-1", Percent(report.ReferenceTop1), "%"), new("agreement", 100, "%")];
    }

    private ClassificationReport Report() => (_score ?? throw new InvalidOperationException("Nothing has been scored.")).Report();

    private static double? Percent(double? share) => 100 * share;
}
