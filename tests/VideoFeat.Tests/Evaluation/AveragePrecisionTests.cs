using VideoFeat.Evaluation;
using VideoFeat.Tests.Reference;

namespace VideoFeat.Tests.Evaluation;

/// <summary>The curve alone, worked out by hand: R is a right detection, W a wrong one, by falling score.</summary>
public class AveragePrecisionTests
{
    [Theory]
    [InlineData("R", 1, 1.0)]
    [InlineData("W", 1, 0.0)]
    [InlineData("", 1, 0.0)]
    [InlineData("WR", 1, 0.5)] // precision 1/2 at recall 1, and the envelope carries it down to recall 0
    [InlineData("RW", 1, 1.0)] // wrong ones after the last right one cost nothing
    [InlineData("R", 2, 51.0 / 101)] // recalls 0 to 0.50 inclusive are 51 points
    [InlineData("RWR", 2, (51 + (50 * 2.0 / 3)) / 101)]
    [InlineData("WRR", 2, 2.0 / 3)] // precision rises from 1/2 to 2/3: the envelope is 2/3 everywhere
    [InlineData("RWWRR", 3, (34 + (67 * 3.0 / 5)) / 101)] // recall 1/3 reaches 34 points; then 2/4 < 3/5
    [InlineData("RRRR", 4, 1.0)]
    public void A_small_curve_has_the_area_found_by_hand(string detections, int objects, double expected) =>
        Assert.Equal(expected, AveragePrecision.At(Curve(detections), 0, [1], objects), 12);

    [Fact]
    public void A_recall_just_below_a_point_that_is_larger_in_binary_does_not_reach_it()
    {
        // The points are multiples of 0.01 as numpy's linspace gives them; some are above n/100 by one unit in the last place. COCO's tools miss those points too.
        int found = Enumerable.Range(1, 99).First(n => n * 0.01 > n / 100.0);

        Assert.Equal(found / 101.0, AveragePrecision.At(Curve(new string('R', found)), 0, [1], 100), 12);
    }

    [Fact]
    public void An_image_of_weight_w_counts_as_w_copies_of_it()
    {
        Random random = Seeds.Random();
        for (int round = 0; round < 200; round++)
        {
            int images = random.Next(1, 8);
            var detections = new List<MatchedDetection>();
            for (int n = random.Next(0, 40); n > 0; n--)
            {
                detections.Add(new MatchedDetection(random.Next(images), random.NextDouble(), (ushort)random.Next(1 << IouThresholds.Count)));
            }

            detections = [.. detections.OrderByDescending(d => d.Score)];
            int[] weights = [.. Enumerable.Range(0, images).Select(_ => random.Next(4))];
            int threshold = random.Next(IouThresholds.Count);
            int objects = 1 + detections.Sum(d => weights[d.Image]) + random.Next(10);

            Assert.Equal(
                SlowAveragePrecision.At(detections, threshold, weights, objects),
                AveragePrecision.At(detections, threshold, weights, objects),
                12);
        }
    }

    [Fact]
    public void The_thresholds_are_0_50_to_0_95_in_steps_of_0_05()
    {
        Assert.Equal(10, IouThresholds.Values.Length);
        for (int t = 0; t < 10; t++)
        {
            Assert.Equal((50 + (5 * t)) / 100.0, IouThresholds.Values[t], 14);
        }
    }

    private static List<MatchedDetection> Curve(string detections) =>
        [.. detections.Select((kind, i) => new MatchedDetection(0, 1 - (i / 1000.0), (ushort)(kind == 'R' ? 1 : 0)))];
}
