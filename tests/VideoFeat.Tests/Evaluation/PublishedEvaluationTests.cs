using VideoFeat.Evaluation;

namespace VideoFeat.Tests.Evaluation;

/// <summary>
/// Four images of COCO val2014 (ids 42, 73, 74, 133) with the first made-up detections of cocoapi's results/instances_val2014_fakebbox100_results.json, and
/// what pycocotools itself made of them, three digits: both as printed in the tests of TorchMetrics 0.6 (tests/detection/test_map.py).
/// </summary>
public class PublishedEvaluationTests
{
    private const int Classes = 6;

    // class, score, left, top, right, bottom
    private static readonly double[][][] Detections =
    [
        [[4, 0.236, 258.15, 41.29, 606.41, 285.07]],
        [[3, 0.318, 61.00, 22.75, 565.00, 632.42], [2, 0.726, 12.66, 3.32, 281.26, 275.23]],
        [
            [4, 0.546, 87.87, 276.25, 384.29, 379.43], [1, 0.3, 0.00, 3.66, 142.15, 316.06], [0, 0.407, 296.55, 93.96, 314.97, 152.79], [0, 0.611, 328.94, 97.05, 342.49, 122.98],
            [0, 0.335, 356.62, 95.47, 372.33, 147.55], [0, 0.805, 464.08, 105.09, 495.74, 146.99], [0, 0.953, 276.11, 103.84, 291.44, 150.72],
        ],
        [[5, 0.699, 0.00, 2.87, 601.00, 421.52]],
    ];

    // class, left, top, right, bottom
    private static readonly double[][][] Objects =
    [
        [[4, 214.15, 41.29, 562.41, 285.07]],
        [[2, 13.00, 22.75, 548.98, 632.42], [2, 1.66, 3.32, 270.26, 275.23]],
        [
            [4, 61.87, 276.25, 358.29, 379.43], [1, 2.75, 3.66, 162.15, 316.06], [0, 295.55, 93.96, 313.97, 152.79], [0, 326.94, 97.05, 340.49, 122.98],
            [0, 356.62, 95.47, 372.33, 147.55], [0, 462.08, 105.09, 493.74, 146.99], [0, 277.11, 103.84, 292.44, 150.72],
        ],
        [[5, 13.99, 2.87, 640.00, 421.52]],
    ];

    [Fact]
    public void The_published_figures_of_the_coco_tools_come_out()
    {
        var score = new DetectionScore(Classes);
        foreach ((double[][] found, double[][] there) in Detections.Zip(Objects))
        {
            score.Add(
                [.. found.Select(d => new Detection((int)d[0], d[1], Box(d.AsSpan(2))))],
                [.. there.Select(o => new LabelledBox((int)o[0], Box(o.AsSpan(1))))]);
        }

        DetectionReport report = score.Report();
        Assert.Equal(0.706, report.Map5095!.Value, 0.0005);
        Assert.Equal(0.901, report.Map50!.Value, 0.0005);
        (int, double)[] classes = [(0, 0.725), (1, 0.800), (2, 0.454), (4, 0.650), (5, 0.900)];
        Assert.Equal(classes.Select(c => c.Item1), report.Classes.Select(c => c.ClassIndex));
        Assert.All(classes.Zip(report.Classes), c => Assert.Equal(c.First.Item2, c.Second.Ap5095, 0.0005));
    }

    private static BoundingBox Box(Span<double> edges) => new(edges[0], edges[1], edges[2], edges[3]);
}
