using VideoFeat.Comparison.Results;

namespace VideoFeat.Comparison.Measures;

/// <summary>The Bjontegaard differences of every ordered pair of codecs.</summary>
public static class BjontegaardTable
{
    // Below this share of the shorter curve's range, the figure says little of either.
    private const double WantedOverlap = 0.5;

    /// <summary>
    /// A row for every ordered pair of codecs with curves of the same quality, in the order of the curves. Of <see cref="MeasureNames.Divergence"/>, of which less is
    /// better and which spans decades, -log10 is the quality; points without any divergence are left out, and no BD-quality is given.
    /// </summary>
    public static IReadOnlyList<BdRow> Of(IReadOnlyList<QualityCurve> curves) =>
    [
        .. from anchor in curves
           from test in curves
           where anchor.Quality == test.Quality && anchor.Codec != test.Codec
           select Row(anchor, test),
    ];

    private static BdRow Row(QualityCurve anchor, QualityCurve test)
    {
        RatePoint[] first = Points(anchor), second = Points(test);
        BjontegaardDelta pchip = Delta(CurveInterpolation.Pchip), akima = Delta(CurveInterpolation.Akima), cubic = Delta(CurveInterpolation.Cubic);
        bool isDivergence = anchor.Quality == MeasureNames.Divergence;
        bool overlaps = pchip.Rate.Value is not null;
        var warnings = new List<string>(pchip.Warnings);
        if (overlaps && Share(pchip.Rate, first, second) is double share and < WantedOverlap)
        {
            warnings.Add($"the curves have only {100 * share:F0} % of the shorter one's range of quality in common");
        }

        return new BdRow
        {
            Baseline = anchor.Codec,
            Codec = test.Codec,
            Quality = anchor.Quality,
            RatePchip = pchip.Rate.Value,
            RateAkima = akima.Rate.Value,
            RateCubic = cubic.Rate.Value,
            QualityPchip = isDivergence ? null : pchip.Quality.Value,
            QualityAkima = isDivergence ? null : akima.Quality.Value,
            QualityCubic = isDivergence ? null : cubic.Quality.Value,
            Overlap = !overlaps ? null
                : isDivergence ? new ValueInterval(Math.Pow(10, -pchip.Rate.High), Math.Pow(10, -pchip.Rate.Low))
                : new ValueInterval(pchip.Rate.Low, pchip.Rate.High),
            Warnings = warnings,
            Refused = pchip.Rate.Refusal,
        };

        BjontegaardDelta Delta(CurveInterpolation interpolation) => BjontegaardDelta.Between(first, second, interpolation, anchor.Codec, test.Codec);
    }

    private static RatePoint[] Points(QualityCurve curve) =>
    [
        .. curve.Points.Select(p => Point(curve.Quality, p.BitsPerElement, p.Quality)),
    ];

    /// <summary>A point as it is compared: more is better.</summary>
    internal static RatePoint Point(string quality, double rate, double value) => new(rate, quality == MeasureNames.Divergence ? -Math.Log10(value) : value);

    private static double Share(BjontegaardFigure common, RatePoint[] first, RatePoint[] second) =>
        (common.High - common.Low) / Math.Min(Range(first), Range(second));

    private static double Range(RatePoint[] points)
    {
        double[] finite = [.. points.Select(p => p.Quality).Where(double.IsFinite)];
        return finite.Max() - finite.Min();
    }
}
