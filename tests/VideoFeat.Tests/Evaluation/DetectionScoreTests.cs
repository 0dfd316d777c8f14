using VideoFeat.Evaluation;

namespace VideoFeat.Tests.Evaluation;

public class DetectionScoreTests
{
    private static readonly BoundingBox Left = new(0, 0, 10, 10);
    private static readonly BoundingBox Right = new(100, 0, 110, 10);
    private static readonly BoundingBox Nowhere = new(500, 500, 510, 510);

    [Fact]
    public void A_box_of_exactly_half_overlap_counts_at_0_50_only()
    {
        DetectionReport report = Score([new(0, 0.9, new BoundingBox(0, 0, 10, 5))], [new(0, Left)]);

        Assert.Equal(1.0, report.Map50);
        Assert.Equal(0.1, report.Map5095!.Value, 12);
    }

    [Fact]
    public void A_second_detection_of_an_object_is_wrong()
    {
        DetectionReport report = Score(
            [new(0, 0.9, Left), new(0, 0.8, Left), new(0, 0.7, Right)],
            [new(0, Left), new(0, Right)]);

        Assert.Equal((51 + (50 * 2.0 / 3)) / 101, report.Map50!.Value, 12);
    }

    [Fact]
    public void Equal_scores_keep_the_given_order()
    {
        Assert.Equal(0.5, Score([new(0, 0.9, Nowhere), new(0, 0.9, Left)], [new(0, Left)]).Map50);
        Assert.Equal(1.0, Score([new(0, 0.9, Left), new(0, 0.9, Nowhere)], [new(0, Left)]).Map50);
    }

    [Fact]
    public void Of_objects_that_overlap_equally_the_last_is_taken()
    {
        // IoU of middle with either is 8/12; of the two with each other 6/14, below every threshold.
        var middle = new BoundingBox(0, 0, 10, 10);
        var above = new BoundingBox(0, -2, 10, 8);
        var below = new BoundingBox(0, 2, 10, 12);
        Assert.Equal(8.0 / 12, middle.Iou(above), 14);
        Assert.Equal(middle.Iou(above), middle.Iou(below));
        Assert.Equal(6.0 / 14, above.Iou(below), 14);

        Assert.Equal(1, SecondMatchesAtHalf([below, above]));
        Assert.Equal(0, SecondMatchesAtHalf([above, below]));

        int SecondMatchesAtHalf(BoundingBox[] objects) =>
            DetectionMatcher.Match(0, [new(0, 0.9, middle), new(0, 0.8, below)], objects)[1].Matches & 1;
    }

    [Fact]
    public void Only_the_hundred_best_detections_of_a_class_and_image_count()
    {
        List<Detection> wrong = [.. Enumerable.Range(0, 99).Select(n => new Detection(0, 0.9, Nowhere))];
        Detection found = new(0, 0.1, Left);

        Assert.Equal(0.01, Score([.. wrong, found], [new(0, Left)]).Map50!.Value, 12);
        Assert.Equal(0.0, Score([.. wrong, new(0, 0.9, Nowhere), found], [new(0, Left)]).Map50);
        Assert.Equal(0.01, Score([.. wrong, new(1, 0.9, Nowhere), found], [new(0, Left)]).Map50!.Value, 12);
    }

    [Fact]
    public void The_mean_is_over_the_classes_that_have_objects()
    {
        DetectionReport report = Score([new(0, 0.9, Left), new(1, 0.9, Left)], [new(0, Left), new(2, Right)]);

        Assert.Equal(0.5, report.Map50);
        Assert.Equal([new(0, 1, 1.0, 1.0), new(2, 1, 0.0, 0.0)], report.Classes);
        Assert.Equal(2, report.Objects);
    }

    [Fact]
    public void Without_objects_there_is_no_map()
    {
        DetectionReport report = Score([new(0, 0.9, Left)], []);

        Assert.Equal((1, 0, null, null), (report.Images, report.Objects, report.Map50, report.Map5095));
    }

    [Fact]
    public void Figures_agree_with_the_golden_numbers_of_the_coco_tools()
    {
        foreach (CocoGolden.Case golden in CocoGolden.Read())
        {
            DetectionReport report = golden.Score().Report();

            Assert.Equal(golden.Map50, report.Map50!.Value, 12);
            Assert.Equal(golden.Map, report.Map5095!.Value, 12);
            for (int c = 0; c < golden.Classes; c++)
            {
                ClassAveragePrecision? own = report.Classes.SingleOrDefault(k => k.ClassIndex == c);
                Assert.Equal(golden.PerClass[c] is null, own is null);
                Assert.Equal(golden.PerClass[c]?[0] ?? 0, own?.Ap50 ?? 0, 12);
                Assert.Equal(golden.PerClass[c]?[1] ?? 0, own?.Ap5095 ?? 0, 12);
            }
        }
    }

    [Fact]
    public void A_report_between_two_additions_changes_nothing()
    {
        CocoGolden.Case golden = CocoGolden.Read()[1];
        var score = new DetectionScore(golden.Classes);
        foreach (CocoGolden.Image image in golden.Images)
        {
            score.Add(image.Detections, image.Objects);
            _ = score.Report();
        }

        Assert.Equal(golden.Map, score.Report().Map5095!.Value, 12);
    }

    [Theory]
    [InlineData(3, 0.5, 10, "Detection has the class 3; it must be 0 to 2.")]
    [InlineData(0, double.NaN, 10, "Detection has the score NaN. (Parameter 'detections')")]
    [InlineData(0, 0.5, -1, "Detection has a box from (0, 0) to (-1, 5); it must be finite, with left <= right and top <= bottom.")]
    public void A_bad_detection_is_refused(int classIndex, double score, double right, string message)
    {
        var fault = Assert.Throws<ArgumentException>(() => Score([new(classIndex, score, new BoundingBox(0, 0, right, 5))], []));
        Assert.Equal(message, fault.Message);
    }

    [Fact]
    public void An_empty_score_has_no_report() =>
        Assert.Equal("No image was added to the detection score.", Assert.Throws<InvalidOperationException>(() => new DetectionScore(1).Report()).Message);

    private static DetectionReport Score(IReadOnlyList<Detection> detections, IReadOnlyList<LabelledBox> objects)
    {
        var score = new DetectionScore(3);
        score.Add(detections, objects);
        return score.Report();
    }
}
