namespace VideoFeat.Evaluation;

/// <summary>
/// Collects, image by image, how many sure detections of one run the other run reports as well. The counterpart may have any score, so a
/// detection at the limit does not count as lost for a change in the last digit; decode both runs with a low least score.
/// </summary>
public sealed class DetectionAgreement
{
    private int _referenceDetections;
    private int _matched;
    private int _detections;
    private int _confirmed;

    /// <summary>Score from which a detection is sure. Default 0.3, the usual limit for showing detections of YOLOX.</summary>
    public double MinScore { get; init; } = 0.3;

    /// <summary>IoU from which two detections of one class are the same. Default 0.9.</summary>
    public double MinIou { get; init; } = 0.9;

    /// <summary>Adds one image. Sure detections choose in order of falling score, each the counterpart of the highest IoU that is still free.</summary>
    /// <param name="detections">The run's detections, in any order.</param>
    /// <param name="reference">The reference run's detections of the same image.</param>
    public void Add(IReadOnlyList<Detection> detections, IReadOnlyList<Detection> reference)
    {
        (int sure, int found) = Find(reference, detections);
        _referenceDetections += sure;
        _matched += found;
        (sure, found) = Find(detections, reference);
        _detections += sure;
        _confirmed += found;
    }

    /// <summary>The counts over all images added so far.</summary>
    public DetectionAgreementReport Report() => new(_referenceDetections, _matched, _detections, _detections - _confirmed);

    private (int Sure, int Found) Find(IReadOnlyList<Detection> wanted, IReadOnlyList<Detection> among)
    {
        var free = new List<Detection>(among);
        int sure = 0;
        int found = 0;
        foreach (Detection detection in wanted.Where(d => d.Score >= MinScore).OrderByDescending(d => d.Score))
        {
            sure++;
            int best = -1;
            double least = MinIou;
            for (int i = 0; i < free.Count; i++)
            {
                double overlap = free[i].ClassIndex == detection.ClassIndex ? free[i].Box.Iou(detection.Box) : -1;
                if (overlap >= least && (best < 0 || overlap > least))
                {
                    best = i;
                    least = overlap;
                }
            }

            if (best >= 0)
            {
                free.RemoveAt(best);
                found++;
            }
        }

        return (sure, found);
    }
}
