namespace VideoFeat.Evaluation;

/// <summary>An object that is there (ground truth).</summary>
/// <param name="ClassIndex">The class, from 0.</param>
/// <param name="Box">Where, in pixels of the image.</param>
public readonly record struct LabelledBox(int ClassIndex, BoundingBox Box);
