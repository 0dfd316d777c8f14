using VideoFeat.Evaluation;

namespace VideoFeat.Tests.Evaluation;

public class DetectionAgreementTests
{
    private static readonly BoundingBox Box = new(0, 0, 10, 10);
    private static readonly BoundingBox Near = new(0, 0, 10, 9); // IoU 0.9 exactly
    private static readonly BoundingBox Far = new(0, 0, 10, 8.9);

    [Fact]
    public void A_counterpart_has_the_class_and_nine_tenths_of_overlap_at_any_score()
    {
        Assert.Equal(1.0, Agreement([new(0, 0.01, Near)], [new(0, 0.3, Box)]).Agreement);
        Assert.Equal(0.0, Agreement([new(0, 0.9, Far)], [new(0, 0.3, Box)]).Agreement);
        Assert.Equal(0.0, Agreement([new(1, 0.9, Box)], [new(0, 0.3, Box)]).Agreement);
    }

    [Fact]
    public void A_counterpart_serves_once()
    {
        DetectionAgreementReport report = Agreement([new(0, 0.9, Box)], [new(0, 0.8, Box), new(0, 0.7, Near)]);

        Assert.Equal(new DetectionAgreementReport(ReferenceDetections: 2, Matched: 1, Detections: 1, Unmatched: 0), report);
    }

    [Fact]
    public void Sure_detections_that_only_the_run_has_are_counted_too()
    {
        DetectionAgreementReport report = Agreement([new(0, 0.9, Box), new(3, 0.31, Box), new(3, 0.29, Far)], [new(0, 0.2, Box)]);

        Assert.Equal(new DetectionAgreementReport(ReferenceDetections: 0, Matched: 0, Detections: 2, Unmatched: 1), report);
        Assert.Null(report.Agreement);
    }

    private static DetectionAgreementReport Agreement(Detection[] detections, Detection[] reference)
    {
        var agreement = new DetectionAgreement();
        agreement.Add(detections, reference);
        return agreement.Report();
    }
}
