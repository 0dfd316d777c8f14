using VideoFeat.Evaluation;

namespace VideoFeat.Tests.Reference;

/// <summary>Twin of AveragePrecision: images really copied, the curve written out, and for each recall the largest precision at or after it.</summary>
internal static class SlowAveragePrecision
{
    public static double At(IEnumerable<MatchedDetection> detections, int threshold, int[] copies, int objects)
    {
        bool[] right = detections
            .SelectMany(d => Enumerable.Repeat(d, copies[d.Image]))
            .OrderByDescending(d => d.Score)
            .Select(d => (d.Matches & (1 << threshold)) != 0)
            .ToArray();
        var curve = new List<(double Recall, double Precision)>();
        for (int n = 1; n <= right.Length; n++)
        {
            int found = right.Take(n).Count(r => r);
            curve.Add(((double)found / objects, (double)found / n));
        }

        return Enumerable.Range(0, 101).Average(
            point => curve.Where(c => c.Recall >= point * 0.01).Select(c => c.Precision).DefaultIfEmpty(0).Max());
    }
}
