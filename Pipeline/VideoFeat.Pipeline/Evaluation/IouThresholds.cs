namespace VideoFeat.Evaluation;

/// <summary>The overlaps from which a detection counts as found: 0.50, 0.55, .. 0.95 (COCO). Bit t of a match mask stands for <see cref="Values"/>[t].</summary>
internal static class IouThresholds
{
    internal const int Count = 10;

    /// <summary>Bit of IoU 0.50.</summary>
    internal const int Half = 0;

    // Steps of (0.95 - 0.5) / 9 and not of 0.05: the COCO tools space them so, and a box exactly on a threshold must fall on the same side.
    internal static readonly double[] Values = [.. Enumerable.Range(0, Count).Select(t => t == Count - 1 ? 0.95 : 0.5 + (t * ((0.95 - 0.5) / (Count - 1))))];
}
