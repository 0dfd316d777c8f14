using VideoFeat.Comparison.Results;

namespace VideoFeat.Reporting.Html;

/// <summary>What the page shows of results: all but the cells, of which the worst and the failed are picked out.</summary>
internal sealed record ReportContent
{
    // A page of thousands of items need not carry them all; results.csv does.
    private const int WorstOfPoint = 5;
    private const int NamedItems = 3;

    public required string Title { get; init; }

    public required string Finished { get; init; }

    public required MachineFacts Machine { get; init; }

    public required IReadOnlyDictionary<string, string> Versions { get; init; }

    public required PlanFacts Plan { get; init; }

    public NetworkFacts? Network { get; init; }

    public required ItemCounts Counts { get; init; }

    /// <summary>The items that pictures and maps are of.</summary>
    public required IReadOnlyList<ComparedItem> Items { get; init; }

    public required IReadOnlyList<QualityAxis> Qualities { get; init; }

    public required IReadOnlyList<ComparedCodec> Codecs { get; init; }

    public required IReadOnlyList<QualityCurve> Curves { get; init; }

    public required IReadOnlyList<BdRow> Bd { get; init; }

    public required IReadOnlyList<PooledRow> Pooled { get; init; }

    public required IReadOnlyList<ChannelMap> Channels { get; init; }

    public required IReadOnlyList<MosaicPicture> Pictures { get; init; }

    /// <summary>Worst first: by divergence where a network took part, else by PSNR.</summary>
    public required IReadOnlyList<WorstItem> Worst { get; init; }

    public required IReadOnlyList<FailureGroup> Failures { get; init; }

    public required IReadOnlyList<PointCommand> Commands { get; init; }

    public static ReportContent Of(ComparisonResults results)
    {
        var shown = results.Pictures.Select(p => p.Item).Concat(results.Channels.Select(c => c.Item)).ToHashSet(StringComparer.Ordinal);
        var points = results.Cells.GroupBy(c => (c.Codec, c.Point)).ToList();
        return new ReportContent
        {
            Title = results.Title,
            Finished = results.Finished,
            Machine = results.Machine,
            Versions = results.Versions,
            Plan = results.Plan,
            Network = results.Network,
            Counts = new ItemCounts(results.Items.Count, results.Items.Count(i => i.Labelled), results.Items.Sum(i => i.Elements)),
            Items = [.. results.Items.Where(i => shown.Contains(i.Id))],
            Qualities = QualityAxis.Of(results),
            Codecs = results.Codecs,
            Curves = results.Curves,
            Bd = results.Bd,
            Pooled = results.Pooled,
            Channels = results.Channels,
            Pictures = results.Pictures,
            Worst = [.. points.SelectMany(p => p.Where(c => c.State == CellState.Ok).OrderByDescending(Badness).Take(WorstOfPoint)).OrderByDescending(Badness).Select(WorstItem.Of)],
            Failures =
            [
                .. results.Unread.Select(u => new FailureGroup("all codecs", "", 1, $"not read: {u.Reason}", [u.Id])),
                .. results.Cells.Where(c => c.State == CellState.Failed).GroupBy(c => (c.Codec, c.Point, c.Reason))
                    .Select(g => new FailureGroup(g.Key.Codec, g.Key.Point, g.Count(), g.Key.Reason ?? "", [.. g.Take(NamedItems).Select(c => c.Item)])),
            ],
            Commands =
            [
                .. from point in points
                   let codec = results.Codecs.FirstOrDefault(c => c.Name == point.Key.Codec)
                   let settings = codec?.Points.FirstOrDefault(p => p.Name == point.Key.Point)?.Settings ?? []
                   select new PointCommand(point.Key.Codec, point.Key.Point, settings, point.First().CommandLine),
            ],
        };
    }

    // A lossless cell has no finite PSNR and is the best there is.
    private static (double Divergence, double Psnr) Badness(ComparisonCell cell) =>
        (cell.Task?.Divergence ?? double.NegativeInfinity, -(cell.Distortion?.Psnr ?? double.PositiveInfinity));
}
