using VideoFeat.Bridges.Onnx;
using VideoFeat.Evaluation;

namespace VideoFeat.Splitting;

/// <summary>YOLOX detectors: boxes, COCO-style mAP against labels, and agreement with the uncut network. A lost item detects nothing.</summary>
public sealed class YoloxScore : TaskScore
{
    private readonly YoloxOptions _options;
    private readonly YoloxHead _head;
    private readonly DetectionScore _cut;
    private readonly DetectionScore _whole;
    private readonly DetectionAgreement _agreement = new();
    private bool _labelled;

    /// <summary>Scores a detector with this input size and number of classes.</summary>
    public YoloxScore(YoloxOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _head = new YoloxHead(options);
        _cut = new DetectionScore(options.Classes);
        _whole = new DetectionScore(options.Classes);
    }

    /// <inheritdoc/>
    public override void Add(EvaluationItem item, NetworkOutputs? outputs, NetworkOutputs reference)
    {
        var letterbox = new Letterbox(item.Picture.Width, item.Picture.Height, _options.InputWidth, _options.InputHeight);
        IReadOnlyList<Detection> expected = _head.Decode(reference[0].Elements<float>(), letterbox);
        IReadOnlyList<Detection> found = outputs is null ? [] : _head.Decode(outputs[0].Elements<float>(), letterbox);
        _agreement.Add(found, expected);
        if (item.Objects is not null)
        {
            _labelled = true;
            _cut.Add(found, item.Objects);
            _whole.Add(expected, item.Objects);
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Measure> Measures()
    {
        DetectionReport? report = _labelled ? _cut.Report() : null;
        DetectionDifference? difference = _labelled ? _cut.Minus(_whole) : null;
        return
        [
            new("mAP50", 100 * report?.Map50, "%"),
            new("mAP50-95", 100 * report?.Map5095, "%"),
            new("diff 50", 100 * difference?.Map50.Estimate, "points"),
            new("diff", 100 * difference?.Map5095.Estimate, "points"),
            new("low", 100 * difference?.Map5095.Low, "points"),
            new("high", 100 * difference?.Map5095.High, "points"),
            new("agreement", 100 * _agreement.Report().Agreement, "%"),
        ];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Measure> ReferenceMeasures()
    {
        DetectionReport? report = _labelled ? _whole.Report() : null;
        return [new("mAP50", 100 * report?.Map50, "%"), new("mAP50-95", 100 * report?.Map5095, "%"), new("agreement", 100, "%")];
    }
}
