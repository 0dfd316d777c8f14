namespace VideoFeat.Evaluation;

/// <summary>Decides which detections of one class in one image are right.</summary>
internal static class DetectionMatcher
{
    /// <summary>The most detections that count, an image and class (COCO's maxDets).</summary>
    internal const int MaxDetections = 100;

    /// <summary>
    /// For each IoU threshold on its own: by falling score, a detection takes the object not yet taken that it overlaps most, if the IoU
    /// reaches the threshold; of objects that it overlaps equally, the last listed. An object is found once; later detections of it are wrong.
    /// </summary>
    /// <returns>At most <see cref="MaxDetections"/> detections, by falling score, equals in the given order.</returns>
    internal static List<MatchedDetection> Match(int image, IEnumerable<Detection> detections, IReadOnlyList<BoundingBox> objects)
    {
        var matched = new List<MatchedDetection>();
        ushort[] taken = new ushort[objects.Count];
        double[] overlaps = new double[objects.Count];
        foreach (Detection detection in detections.OrderByDescending(d => d.Score).Take(MaxDetections))
        {
            for (int o = 0; o < overlaps.Length; o++)
            {
                overlaps[o] = detection.Box.Iou(objects[o]);
            }

            int matches = 0;
            for (int t = 0; t < IouThresholds.Count; t++)
            {
                int found = BestFree(overlaps, taken, t);
                if (found >= 0)
                {
                    taken[found] |= (ushort)(1 << t);
                    matches |= 1 << t;
                }
            }

            matched.Add(new MatchedDetection(image, detection.Score, (ushort)matches));
        }

        return matched;
    }

    private static int BestFree(double[] overlaps, ushort[] taken, int threshold)
    {
        int best = -1;
        double least = IouThresholds.Values[threshold];
        for (int o = 0; o < overlaps.Length; o++)
        {
            if ((taken[o] >> threshold & 1) == 0 && overlaps[o] >= least)
            {
                best = o;
                least = overlaps[o];
            }
        }

        return best;
    }
}
