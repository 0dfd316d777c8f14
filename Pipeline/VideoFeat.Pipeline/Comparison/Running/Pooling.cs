using VideoFeat.Comparison.Planning;
using VideoFeat.Comparison.Results;
using VideoFeat.Evaluation;

namespace VideoFeat.Comparison.Running;

/// <summary>From the cells of one codec and point to its row.</summary>
/// <param name="items">All items.</param>
/// <param name="network">Whether there is one, and which task.</param>
/// <param name="seed">Seed of the bootstrap.</param>
internal sealed class Pooling(IReadOnlyList<ItemEntry> items, ComparisonNetwork? network, int seed)
{
    private readonly BootstrapOptions _bootstrap = new() { Seed = seed };

    public PooledRow Row(PlannedPoint point, IReadOnlyList<CellEntry> cells)
    {
        var row = new PooledRow { Codec = point.Codec, Point = point.Point.Name, Items = cells.Count(c => c.Cell.State == CellState.Ok), Failed = cells.Count(c => c.Cell.State == CellState.Failed) };
        (CellEntry Cell, ItemEntry Item)[] good = [.. cells.Zip(items).Where(p => p.First.Cell.State == CellState.Ok)];
        if (good.Length == 0)
        {
            return row;
        }

        long elements = good.Sum(g => g.Item.Item.Elements);
        FeatureDistortion? distortion = good.All(g => g.Cell.Sums is not null)
            ? good.Aggregate(default(FeatureDistortion), (sum, g) => FeatureDistortion.Pool(sum, FeatureDistortion.FromSums(g.Cell.Sums!)))
            : null;
        return row with
        {
            Size = Figures.Size(
                good.Sum(g => g.Cell.Cell.Size!.TotalBytes), good.Sum(g => g.Cell.Cell.Size!.ContainerBytes), good.Sum(g => g.Cell.Cell.Size!.DescriptionBytes),
                good.All(g => g.Cell.Cell.Size!.WireBytes is not null) ? good.Sum(g => g.Cell.Cell.Size!.WireBytes) : null, elements),
            BitsPerElementInterval = Ratio(good, g => 8.0 * g.Cell.Cell.Size!.TotalBytes, g => g.Item.Item.Elements),
            Distortion = distortion is FeatureDistortion d ? Figures.Of(d) : null,
            PsnrInterval = distortion is { MeanSquaredError: > 0 } whole ? Psnr(good, whole.SourceMax - whole.SourceMin) : null,
            Cost = Cost(good.Select(g => g.Cell.Cell.Cost!), elements),
            Measures = network is null ? [] : Measures(good),
        };
    }

    /// <summary>The measures of the uncut network.</summary>
    public IReadOnlyList<MeasuredValue> Reference()
    {
        SetReference[] sets = [.. items.SelectMany(i => i.References)];
        if (network?.DetectorClasses is int classes)
        {
            DetectionReport? report = Labelled(sets) ? Score(classes, sets.Select(s => (s.Expected!, s.Objects!))).Report() : null;
            return [Percent(MeasureNames.Map50, report?.Map50), Percent(MeasureNames.Map, report?.Map5095)];
        }

        int[] ranks = [.. sets.Where(s => s.Rank is not null).Select(s => s.Rank!.Value)];
        return [Percent(MeasureNames.Top1, Share(ranks, 1)), Percent(MeasureNames.Top5, Share(ranks, 5))];
    }

    private List<MeasuredValue> Measures((CellEntry Cell, ItemEntry Item)[] good)
    {
        (SetAnswer Answer, SetReference Reference)[] sets = [.. good.SelectMany(g => g.Cell.Answers.Zip(g.Item.References))];
        var measures = new List<MeasuredValue>();
        if (network!.DetectorClasses is int classes)
        {
            bool labelled = Labelled([.. sets.Select(s => s.Reference)]);
            DetectionScore? cut = labelled ? Score(classes, sets.Select(s => (s.Answer.Found!, s.Reference.Objects!))) : null;
            DetectionScore? whole = labelled ? Score(classes, sets.Select(s => (s.Reference.Expected!, s.Reference.Objects!))) : null;
            DetectionReport? report = cut?.Report();
            measures.Add(Percent(MeasureNames.Map50, report?.Map50));
            measures.Add(Percent(MeasureNames.Map, report?.Map5095));
            measures.Add(Points(cut is null ? null : cut.Minus(whole!, _bootstrap).Map5095));
        }
        else
        {
            (int Rank, int Reference)[] ranks = [.. sets.Where(s => s.Answer.Rank is not null && s.Reference.Rank is not null).Select(s => (s.Answer.Rank!.Value, s.Reference.Rank!.Value))];
            int[] own = [.. ranks.Select(r => r.Rank)];
            measures.Add(Percent(MeasureNames.Top1, Share(own, 1)));
            measures.Add(Percent(MeasureNames.Top5, Share(own, 5)));
            measures.Add(Points(ranks.Length == 0 ? null : Mean([.. ranks.Select(r => (r.Rank == 0 ? 1.0 : 0) - (r.Reference == 0 ? 1 : 0))])));
        }

        measures.Add(new MeasuredValue
        {
            Name = MeasureNames.Agreement,
            Unit = "%",
            Value = sets.Sum(s => s.Answer.Comparable) == 0 ? null : 100.0 * sets.Sum(s => s.Answer.Agreeing) / sets.Sum(s => s.Answer.Comparable),
            Interval = Ratio(sets, s => 100.0 * s.Answer.Agreeing, s => s.Answer.Comparable),
        });
        ConfidenceInterval divergence = Mean([.. sets.Select(s => s.Answer.Divergence ?? double.NaN)]);
        measures.Add(new MeasuredValue { Name = MeasureNames.Divergence, Unit = "nats", Value = Figures.Finite(divergence.Estimate), Interval = Ends(divergence, 1, sets.Length) });
        return measures;
    }

    private static bool Labelled(SetReference[] sets) => sets.Length > 0 && sets.All(s => s.Objects is not null);

    private static DetectionScore Score(int classes, IEnumerable<(IReadOnlyList<Detection> Found, IReadOnlyList<LabelledBox> There)> images)
    {
        var score = new DetectionScore(classes);
        foreach ((IReadOnlyList<Detection> found, IReadOnlyList<LabelledBox> there) in images)
        {
            score.Add(found, there);
        }

        return score;
    }

    private static double? Share(int[] ranks, int below) => ranks.Length == 0 ? null : (double)ranks.Count(r => r < below) / ranks.Length;

    private static MeasuredValue Percent(string name, double? share) => new() { Name = name, Unit = "%", Value = 100 * share };

    private static MeasuredValue Points(ConfidenceInterval? difference) => new()
    {
        Name = MeasureNames.Difference,
        Unit = "points",
        Value = 100 * difference?.Estimate,
        Interval = difference is ConfidenceInterval d ? Ends(d, 100, 2) : null,
    };

    private static CostFigures Cost(IEnumerable<CostFigures> cells, long elements)
    {
        CostFigures[] all = [.. cells];
        double encoding = all.Sum(c => c.EncodeSeconds), decoding = all.Sum(c => c.DecodeSeconds);
        return new CostFigures
        {
            EncodeSeconds = encoding,
            DecodeSeconds = decoding,
            EncodeMegabytesPerSecond = Figures.Rate(elements, encoding) / 1e6,
            DecodeMegabytesPerSecond = Figures.Rate(elements, decoding) / 1e6,
            PeakMemoryBytes = all.Max(c => c.PeakMemoryBytes),
            AtATime = all.Max(c => c.AtATime),
            ChildProcess = all.Any(c => c.ChildProcess),
        };
    }

    private ConfidenceInterval Mean(double[] values) => PairedBootstrap.Intervals(
        values.Length,
        1,
        (weights, mean) =>
        {
            double sum = 0;
            for (int i = 0; i < values.Length; i++)
            {
                sum += weights[i] * values[i];
            }

            mean[0] = sum / values.Length;
        },
        _bootstrap)[0];

    private ValueInterval? Ratio<T>(T[] parts, Func<T, double> over, Func<T, double> under) =>
        Ends(Quotient([.. parts.Select(over)], [.. parts.Select(under)], r => r), 1, parts.Length);

    private ValueInterval? Psnr((CellEntry Cell, ItemEntry Item)[] good, double range)
    {
        const int elements = 0, errorEnergy = 4;
        ConfidenceInterval interval = Quotient(
            [.. good.Select(g => g.Cell.Sums![errorEnergy])], [.. good.Select(g => g.Cell.Sums![elements])], mse => mse > 0 ? 10 * Math.Log10(range * range / mse) : double.NaN);
        return Ends(interval, 1, good.Length);
    }

    private ConfidenceInterval Quotient(double[] over, double[] under, Func<double, double> of) => PairedBootstrap.Intervals(
        over.Length,
        1,
        (weights, value) =>
        {
            double a = 0, b = 0;
            for (int i = 0; i < over.Length; i++)
            {
                a += weights[i] * over[i];
                b += weights[i] * under[i];
            }

            value[0] = of(a / b);
        },
        _bootstrap)[0];

    // One item says nothing of how items differ.
    private static ValueInterval? Ends(ConfidenceInterval interval, double unit, int parts) =>
        parts < 2 || !double.IsFinite(interval.Low) || !double.IsFinite(interval.High) ? null : new ValueInterval(unit * interval.Low, unit * interval.High);
}
