using VideoFeat.Comparison.Measures;
using VideoFeat.Comparison.Results;

namespace VideoFeat.Tests.Comparison.Measures;

public class BjontegaardTableTests
{
    [Fact]
    public void Every_ordered_pair_of_one_quality_has_a_row()
    {
        QualityCurve[] curves =
        [
            Curve("a", MeasureNames.Psnr, (4, 40), (2, 36), (1, 33), (0.5, 31)),
            Curve("b", MeasureNames.Psnr, (3, 40), (1.5, 36), (0.75, 33), (0.375, 31)),
            Curve("a", MeasureNames.Top1, (4, 90), (2, 89.9), (1, 88), (0.5, 80)),
            Curve("c", MeasureNames.Top1, (4, 70), (2, 69), (1, 68), (0.5, 60)),
        ];
        IReadOnlyList<BdRow> rows = BjontegaardTable.Of(curves);
        Assert.Equal(["a>b PSNR", "b>a PSNR", "a>c top-1", "c>a top-1"], rows.Select(r => $"{r.Baseline}>{r.Codec} {r.Quality}"));
        Assert.Equal(-25, rows[0].RatePchip!.Value, 1e-9);
        Assert.Equal(100 / 3.0, rows[1].RateAkima!.Value, 1e-9);
        Assert.Equal((31.0, 40.0), (rows[0].Overlap!.Low, rows[0].Overlap!.High));
        Assert.Null(rows[0].Refused);
        Assert.Equal("the curves have no quality in common", rows[2].Refused);
        Assert.Null(rows[2].RatePchip);
        Assert.Null(rows[2].Overlap);
    }

    [Fact]
    public void No_curve_however_odd_gives_a_figure_that_JSON_cannot_hold()
    {
        var random = Seeds.Random();
        int beyond = 0;
        for (int trial = 0; trial < 3000; trial++)
        {
            // Qualities that nearly coincide, as accuracies of few images do.
            QualityCurve[] curves = [.. new[] { "a", "b" }.Select(name => Curve(name, MeasureNames.Top1, [.. Enumerable.Range(1, 7).Select(i =>
                (Math.Pow(2, (random.NextDouble() * 12) - 8), 50 + random.Next(4) + (random.NextDouble() * Math.Pow(10, -random.Next(16)))))]))];
            foreach (BdRow row in BjontegaardTable.Of(curves))
            {
                Assert.All(
                    new[] { row.RatePchip, row.RateAkima, row.RateCubic, row.QualityPchip, row.QualityAkima, row.QualityCubic, row.Overlap?.Low, row.Overlap?.High },
                    value => Assert.True(value is null || double.IsFinite(value.Value), $"trial {trial}: {row}"));
                Assert.True(row.RatePchip is not null || row.Refused is not null, $"trial {trial}: {row}");
                beyond += row.RateCubic is null && row.RatePchip is not null ? 1 : 0;
            }
        }

        Assert.True(beyond > 0);
    }

    [Fact]
    public void Of_divergence_less_is_better()
    {
        BdRow row = BjontegaardTable.Of(
        [
            Curve("a", MeasureNames.Divergence, (4, 0.001), (2, 0.01), (1, 0.1), (0.5, 0.5), (8, 0)),
            Curve("b", MeasureNames.Divergence, (2, 0.001), (1, 0.01), (0.5, 0.1), (0.25, 0.5)),
        ])[0];
        Assert.Equal(-50, row.RatePchip!.Value, 1e-9);
        Assert.Null(row.QualityPchip);
        Assert.Equal((0.001, 0.5), (Math.Round(row.Overlap!.Low, 12), Math.Round(row.Overlap.High, 12)));
        Assert.Equal(["a has 1 point without any error, on no curve and left out"], row.Warnings);
    }

    [Fact]
    public void Little_overlap_is_warned_of() => Assert.Equal(
        ["the curves have only 33 % of the shorter one's range of quality in common"],
        BjontegaardTable.Of([Curve("a", MeasureNames.Psnr, (4, 40), (2, 36), (1, 33), (0.5, 31)), Curve("b", MeasureNames.Psnr, (4, 46), (2, 42), (1, 40), (0.5, 37))])[0].Warnings);

    private static QualityCurve Curve(string codec, string quality, params (double Rate, double Quality)[] points) =>
        new(codec, quality, "", [.. points.Select((p, i) => new CurvePoint($"p{i}", p.Rate, p.Quality))]);
}
