namespace VideoFeat.Evaluation;

/// <summary>Keeps the best of detections that overlap.</summary>
internal static class NonMaximumSuppression
{
    /// <summary>
    /// Greedy, class by class: by falling score (equals in the given order), a detection goes if its IoU with a kept one of its
    /// class is above <paramref name="maxIou"/>. The kept ones, by falling score.
    /// </summary>
    internal static List<Detection> Keep(IEnumerable<Detection> candidates, double maxIou)
    {
        var kept = new List<Detection>();
        foreach (Detection candidate in candidates.OrderByDescending(d => d.Score))
        {
            if (!kept.Exists(k => k.ClassIndex == candidate.ClassIndex && k.Box.Iou(candidate.Box) > maxIou))
            {
                kept.Add(candidate);
            }
        }

        return kept;
    }
}
