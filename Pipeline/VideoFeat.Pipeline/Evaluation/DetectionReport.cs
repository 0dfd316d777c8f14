namespace VideoFeat.Evaluation;

/// <summary>Mean average precision of a detector over labelled images, as COCO defines it; shares 0..1.</summary>
public sealed record DetectionReport
{
    /// <summary>Images, those without objects included.</summary>
    public required int Images { get; init; }

    /// <summary>Objects in the labels.</summary>
    public required int Objects { get; init; }

    /// <summary>mAP at IoU 0.50, the mean over the classes that have objects; null if none has.</summary>
    public required double? Map50 { get; init; }

    /// <summary>mAP over IoU 0.50, 0.55, .. 0.95, the mean over the classes that have objects; null if none has.</summary>
    public required double? Map5095 { get; init; }

    /// <summary>The classes that have objects, by rising index.</summary>
    public required IReadOnlyList<ClassAveragePrecision> Classes { get; init; }
}
