namespace VideoFeat.Evaluation;

/// <summary>An object that a detector reports.</summary>
/// <param name="ClassIndex">The class, from 0.</param>
/// <param name="Score">How sure the detector is, usually 0..1; only the order counts for average precision.</param>
/// <param name="Box">Where, in pixels of the image.</param>
public readonly record struct Detection(int ClassIndex, double Score, BoundingBox Box);
