namespace VideoFeat.Evaluation;

/// <summary>Area under a precision-recall curve as COCO takes it.</summary>
internal static class AveragePrecision
{
    private const int RecallPoints = 101;

    /// <summary>
    /// Mean, over the recalls 0, 0.01, .. 1, of the best precision at that recall or above; 0 for recalls that are not reached.
    /// An image of weight w counts as w copies of it. That copies can be taken as one step is exact: within a run of right detections
    /// precision only rises, within a run of wrong ones recall stands still.
    /// </summary>
    /// <param name="sorted">All detections of a class by falling score, equals in order of images.</param>
    /// <param name="threshold">Index into <see cref="IouThresholds"/>.</param>
    /// <param name="weights">Weight of each image.</param>
    /// <param name="objects">Weighted number of objects, above 0.</param>
    internal static double At(IReadOnlyList<MatchedDetection> sorted, int threshold, ReadOnlySpan<int> weights, long objects)
    {
        long right = 0;
        long seen = 0;
        for (int i = 0; i < sorted.Count; i++)
        {
            int weight = weights[sorted[i].Image];
            seen += weight;
            right += IsRight(sorted[i], threshold) ? weight : 0;
        }

        // From the last detection back, so that the best precision so far is the envelope.
        double sum = 0;
        double best = 0;
        int point = RecallPoints - 1;
        for (int i = sorted.Count - 1; i >= 0 && right > 0; i--)
        {
            int weight = weights[sorted[i].Image];
            if (weight > 0 && IsRight(sorted[i], threshold))
            {
                best = Math.Max(best, (double)right / seen);
                while (point >= 0 && Recall(point) > (double)right / objects)
                {
                    point--;
                }

                right -= weight;
                while (point >= 0 && (right == 0 || Recall(point) > (double)right / objects))
                {
                    sum += best;
                    point--;
                }
            }

            seen -= weight;
        }

        return sum / RecallPoints;
    }

    private static double Recall(int point) => point * 0.01;

    private static bool IsRight(MatchedDetection detection, int threshold) => (detection.Matches >> threshold & 1) != 0;
}
