namespace VideoFeat.Evaluation;

/// <summary>How far a run of a detector reports the same objects as its reference run.</summary>
/// <param name="ReferenceDetections">Sure detections of the reference run (score at or above the limit).</param>
/// <param name="Matched">Those of them that the run reports too.</param>
/// <param name="Detections">Sure detections of the run.</param>
/// <param name="Unmatched">Those of them that the reference run does not report.</param>
public sealed record DetectionAgreementReport(int ReferenceDetections, int Matched, int Detections, int Unmatched)
{
    /// <summary>Matched over reference detections, 0..1; null if the reference run has no sure detection.</summary>
    public double? Agreement => ReferenceDetections == 0 ? null : (double)Matched / ReferenceDetections;
}
