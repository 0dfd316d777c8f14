namespace VideoFeat.Evaluation;

/// <summary>Average precision of one class, shares 0..1.</summary>
/// <param name="ClassIndex">The class, from 0.</param>
/// <param name="Objects">Objects of the class in the labels, at least 1.</param>
/// <param name="Ap50">At IoU 0.50.</param>
/// <param name="Ap5095">Mean over IoU 0.50, 0.55, .. 0.95.</param>
public sealed record ClassAveragePrecision(int ClassIndex, int Objects, double Ap50, double Ap5095);
