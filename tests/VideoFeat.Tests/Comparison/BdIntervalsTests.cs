using VideoFeat.Comparison.Measures;
using VideoFeat.Comparison.Results;
using VideoFeat.Comparison.Running;
using VideoFeat.Evaluation;
using VideoFeat.Tests.Reference;
using Xunit;

namespace VideoFeat.Tests.Comparison;

public sealed class BdIntervalsTests
{
    private const int Items = 12;
    private const int Classes = 2;
    private static readonly BootstrapOptions Options = new() { Resamples = 400, Seed = 3 };
    private static readonly ItemEntry[] Entries = [.. Enumerable.Range(0, Items).Select(i => Item(i))];

    [Theory]
    [InlineData(MeasureNames.Psnr)]
    [InlineData(MeasureNames.Sqnr)]
    [InlineData(MeasureNames.Top1)]
    [InlineData(MeasureNames.Top5)]
    [InlineData(MeasureNames.Agreement)]
    [InlineData(MeasureNames.Divergence)]
    [InlineData(MeasureNames.Map50)]
    [InlineData(MeasureNames.Map)]
    public void Intervals_are_those_of_drawing_items_and_pooling_the_copies(string quality)
    {
        CellEntry[][] anchor = Codec(1, 1), test = Codec(2, 0.7);
        IReadOnlyList<BdRow> rows = Rows(quality, anchor, test);
        foreach ((BdRow row, CellEntry[][] first, CellEntry[][] second) in new[] { (rows[0], anchor, test), (rows[1], test, anchor) })
        {
            (double low, double high, int refused) = SlowBdInterval.Of(first, second, Entries, quality, Options);
            Assert.InRange(refused, 0, Options.Resamples / 20);
            Assert.True(high - low > 0.1, $"{quality}: {low} to {high}");
            Assert.Equal(low, row.RateInterval!.Low, 1e-9);
            Assert.Equal(high, row.RateInterval.High, 1e-9);
            Assert.InRange(row.RatePchip!.Value, low, high);
            Assert.Null(row.NoInterval);
        }
    }

    [Fact]
    public void What_both_codecs_have_in_common_cancels()
    {
        CellEntry[][] anchor = Codec(1, 1);
        CellEntry[][] test = [.. anchor.Select(p => p.Select(c => c with { Cell = c.Cell with { Size = Figures.Size(3 * c.Cell.Size!.TotalBytes, 0, 0, null, 100) } }).ToArray())];
        BdRow row = Rows(MeasureNames.Psnr, anchor, test)[0];
        Assert.Equal(200, row.RateInterval!.Low, 1e-9);
        Assert.Equal(200, row.RateInterval.High, 1e-9);
    }

    [Fact]
    public void An_interval_of_which_many_resamples_are_refused_is_none_and_says_so()
    {
        // Without the first item, which a third of the resamples lack, the second codec's points are all equally good: that is no curve.
        CellEntry[][] anchor = [.. new[] { 0.5, 2, 6 }.Select((divergence, n) => Cells(_ => (800 >> n, 1, divergence, 0)))];
        CellEntry[][] test = [.. new[] { 12, 24, 36 }.Select((divergence, n) => Cells(i => (600 >> n, 1, i == 0 ? divergence : 1, 0)))];
        BdRow row = Rows(MeasureNames.Divergence, anchor, test)[0];
        int refused = SlowBdInterval.Of(anchor, test, Entries, MeasureNames.Divergence, Options).Refused;
        Assert.InRange(refused, 100, 180);
        Assert.NotNull(row.RatePchip);
        Assert.Null(row.RateInterval);
        Assert.Equal($"no interval: {refused} of 400 resamples have no BD-rate", row.NoInterval);
    }

    [Fact]
    public void One_item_has_no_interval()
    {
        QualityCurve[] curves = [Curve("a", MeasureNames.Psnr), Curve("b", MeasureNames.Psnr)];
        Assert.Equal("no interval: there is one item", BdIntervals.Of(BjontegaardTable.Of(curves), curves, new Dictionary<(string, string), PointSums>(), 1, Options)[0].NoInterval);
    }

    private static QualityCurve Curve(string codec, string quality) => new(codec, quality, "", [.. Enumerable.Range(1, 4).Select(n => new CurvePoint($"{n}", n, 10 * n))]);

    private static IReadOnlyList<BdRow> Rows(string quality, CellEntry[][] anchor, CellEntry[][] test)
    {
        var sums = new Dictionary<(string, string), PointSums>();
        var curves = new List<QualityCurve>();
        int[] once = [.. Enumerable.Repeat(1, Items)];
        foreach ((string codec, CellEntry[][] points) in new[] { ("a", anchor), ("b", test) })
        {
            for (int n = 0; n < points.Length; n++)
            {
                sums[(codec, $"{n}")] = PointSums.Of(points[n], Entries, Classes);
            }

            curves.Add(new QualityCurve(codec, quality, "", [.. points.Select((_, n) => sums[(codec, $"{n}")].At(quality, once)!.Value).Select((p, n) => new CurvePoint($"{n}", p.Rate, p.Quality))]));
        }

        return BdIntervals.Of(BjontegaardTable.Of(curves), curves, sums, Items, Options);
    }

    // Four points; finer ones cost more and are better, each item in its own way.
    private static CellEntry[][] Codec(int seed, double factor)
    {
        var random = new Random(seed);
        double[] hard = [.. Enumerable.Range(0, Items).Select(_ => 0.5 + random.NextDouble())];
        return [.. Enumerable.Range(0, 4).Select(n => Cells(i => ((int)(factor * 1000 * hard[i] * (4 - n)), hard[i] * (n + 1) * (n + 1), 0.01 * hard[i] * (n + 1), random.Next(1 + (2 * n)) + (i < n ? 6 : 0))))];
    }

    private static CellEntry[] Cells(Func<int, (int Bytes, double Error, double Divergence, int Rank)> of) => [.. Enumerable.Range(0, Items).Select(i =>
    {
        (int bytes, double error, double divergence, int rank) = of(i);
        return new CellEntry
        {
            Cell = new ComparisonCell { Item = $"{i}", Codec = "", Point = "", Key = "", State = CellState.Ok, Size = Figures.Size(bytes, 0, 0, null, Entries[i].Item.Elements) },
            Sums = [Entries[i].Item.Elements, -i, 10 + i, 1, error, 500 + i, 500, 400],
            Answers = [new SetAnswer { Agreeing = rank > 3 ? 0 : 4 - rank, Comparable = 4, Divergence = divergence, Rank = rank, Found = Found(i, error) }],
        };
    })];

    private static ItemEntry Item(int i) => new(
        new ComparedItem { Id = $"{i}", Sha256 = "", Sets = 1, Tensors = [], Elements = 1000 + (100 * i), Minimum = -i, Maximum = 10 + i },
        [new SetReference { Rank = 0, Objects = [.. Enumerable.Range(0, 3).Select(k => new LabelledBox((i + k) % Classes, new BoundingBox(100 * k, 0, (100 * k) + 40, 40)))] }]);

    // Each object is found, further aside and less surely the larger the error.
    private static Detection[] Found(int i, double error) =>
        [.. Entries[i].References[0].Objects!.Select((o, k) => new Detection(o.ClassIndex, 1 / (1.1 + i + (0.37 * k) + (error * 0.01)), new BoundingBox(o.Box.Left + Math.Min(error, 39), 0, o.Box.Right + Math.Min(error, 39), 40)))];
}
