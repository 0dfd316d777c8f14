using VideoFeat.Comparison.Measures;
using VideoFeat.Comparison.Results;
using VideoFeat.Evaluation;

namespace VideoFeat.Comparison.Running;

/// <summary>One codec at one point, item by item, as the sums from which the pooled figures of any resample of the items come.</summary>
internal sealed class PointSums
{
    private readonly Item[] _items;
    private readonly DetectionScore? _score;
    private (int[] Weights, double Map50, double Map) _map = ([], 0, 0);

    private PointSums(Item[] items, DetectionScore? score)
    {
        _items = items;
        _score = score;
    }

    /// <summary>The sums of a point that coded every item.</summary>
    /// <param name="cells">Its cells.</param>
    /// <param name="items">The items, a cell each.</param>
    /// <param name="classes">Classes of a detector; null for others.</param>
    public static PointSums Of(IReadOnlyList<CellEntry> cells, IReadOnlyList<ItemEntry> items, int? classes) =>
        new([.. cells.Zip(items, Sums)], classes is int count ? Score(cells, items, count) : null);

    /// <summary>Where the point stands when item i was drawn weights[i] times, as <see cref="Pooling"/> would have it; null where the quality cannot be had.</summary>
    public RatePoint? At(string quality, ReadOnlySpan<int> weights)
    {
        double value = quality switch
        {
            MeasureNames.Psnr => Psnr(weights),
            MeasureNames.Sqnr => 10 * Math.Log10(Sum(weights, i => i.SourceEnergy) / Sum(weights, i => i.ErrorEnergy)),
            MeasureNames.Top1 => 100 * Sum(weights, i => i.First) / Sum(weights, i => i.Ranked),
            MeasureNames.Top5 => 100 * Sum(weights, i => i.FirstFive) / Sum(weights, i => i.Ranked),
            MeasureNames.Agreement => 100 * Sum(weights, i => i.Agreeing) / Sum(weights, i => i.Comparable),
            MeasureNames.Map50 => 100 * Map(weights).Map50,
            MeasureNames.Map => 100 * Map(weights).Map,
            MeasureNames.Divergence => Sum(weights, i => i.Divergence) / Sum(weights, i => i.Sets),
            _ => double.NaN,
        };
        return double.IsFinite(value) ? new RatePoint(8 * Sum(weights, i => i.Bytes) / Sum(weights, i => i.Elements), value) : null;
    }

    private double Psnr(ReadOnlySpan<int> weights)
    {
        double least = double.PositiveInfinity, largest = double.NegativeInfinity;
        for (int i = 0; i < weights.Length; i++)
        {
            if (weights[i] > 0)
            {
                least = Math.Min(least, _items[i].Least);
                largest = Math.Max(largest, _items[i].Largest);
            }
        }

        return 10 * Math.Log10((largest - least) * (largest - least) * Sum(weights, i => i.Elements) / Sum(weights, i => i.ErrorEnergy));
    }

    // No quotient of sums, and slow: both figures of a resample come of one evaluation.
    private (int[] Weights, double Map50, double Map) Map(ReadOnlySpan<int> weights)
    {
        if (!weights.SequenceEqual(_map.Weights))
        {
            (double map50, double map) = _score?.MeanAveragePrecision(weights) ?? (double.NaN, double.NaN);
            _map = (weights.ToArray(), map50, map);
        }

        return _map;
    }

    // Images are items: an item of several, or one without labels, has no mAP.
    private static DetectionScore? Score(IReadOnlyList<CellEntry> cells, IReadOnlyList<ItemEntry> items, int classes)
    {
        var score = new DetectionScore(classes);
        foreach ((CellEntry cell, ItemEntry item) in cells.Zip(items))
        {
            if (cell.Answers is not [{ Found: { } found }] || item.References is not [{ Objects: { } objects }])
            {
                return null;
            }

            score.Add(found, objects);
        }

        return score;
    }

    private double Sum(ReadOnlySpan<int> weights, Func<Item, double> of)
    {
        double sum = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            sum += weights[i] * of(_items[i]);
        }

        return sum;
    }

    private static Item Sums(CellEntry cell, ItemEntry item)
    {
        const int least = 1, largest = 2, errorEnergy = 4, sourceEnergy = 5;
        int[] ranks = [.. cell.Answers.Zip(item.References).Where(s => s.Second.Rank is not null).Select(s => s.First.Rank).OfType<int>()];
        return new Item
        {
            Bytes = cell.Cell.Size!.TotalBytes,
            Elements = item.Item.Elements,
            Least = cell.Sums?[least] ?? 0,
            Largest = cell.Sums?[largest] ?? 0,
            ErrorEnergy = cell.Sums?[errorEnergy] ?? 0,
            SourceEnergy = cell.Sums?[sourceEnergy] ?? 0,
            Agreeing = cell.Answers.Sum(a => a.Agreeing),
            Comparable = cell.Answers.Sum(a => a.Comparable),
            Divergence = cell.Answers.Sum(a => a.Divergence ?? double.NaN),
            Sets = cell.Answers.Count,
            First = ranks.Count(r => r < 1),
            FirstFive = ranks.Count(r => r < 5),
            Ranked = ranks.Length,
        };
    }

    private sealed record Item
    {
        public required double Bytes { get; init; }

        public required double Elements { get; init; }

        public required double Least { get; init; }

        public required double Largest { get; init; }

        public required double ErrorEnergy { get; init; }

        public required double SourceEnergy { get; init; }

        public required double Agreeing { get; init; }

        public required double Comparable { get; init; }

        public required double Divergence { get; init; }

        public required double Sets { get; init; }

        public required double First { get; init; }

        public required double FirstFive { get; init; }

        public required double Ranked { get; init; }
    }
}
