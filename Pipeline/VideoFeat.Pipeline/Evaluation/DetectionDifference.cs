namespace VideoFeat.Evaluation;

/// <summary>mAP of a run minus mAP of its reference run on the same images, in shares, each with a paired bootstrap interval over images.</summary>
/// <param name="Map50">At IoU 0.50.</param>
/// <param name="Map5095">Over IoU 0.50, 0.55, .. 0.95.</param>
public sealed record DetectionDifference(ConfidenceInterval Map50, ConfidenceInterval Map5095);
