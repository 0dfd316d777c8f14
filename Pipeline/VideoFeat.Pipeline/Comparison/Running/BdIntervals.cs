using VideoFeat.Comparison.Measures;
using VideoFeat.Comparison.Results;
using VideoFeat.Evaluation;

namespace VideoFeat.Comparison.Running;

/// <summary>How far a BD-rate is a matter of the items: both codecs' curves are pooled anew from the same resamples of the items, and each resample has its BD-rate.</summary>
internal static class BdIntervals
{
    /// <summary>Above this share of resamples without a BD-rate the others are a selection, and no interval is given.</summary>
    private const double MostRefused = 0.05;

    /// <summary>The rows with <see cref="BdRow.RateInterval"/> or <see cref="BdRow.NoInterval"/> where they have a rate.</summary>
    /// <param name="rows">Rows of <see cref="BjontegaardTable"/>.</param>
    /// <param name="curves">The curves that they compare.</param>
    /// <param name="points">Sums of each curve's codecs and points, all of the same items.</param>
    /// <param name="items">Items.</param>
    /// <param name="options">Resamples, confidence, seed.</param>
    public static IReadOnlyList<BdRow> Of(
        IReadOnlyList<BdRow> rows, IReadOnlyList<QualityCurve> curves, IReadOnlyDictionary<(string Codec, string Point), PointSums> points, int items, BootstrapOptions options)
    {
        BdRow[] drawn = [.. rows.Where(r => r.RatePchip is not null && items > 1)];
        (string Baseline, string Codec, string Quality)[] pairs = [.. drawn.Select(r => (r.Baseline, r.Codec, r.Quality))];

        // Of the two directions of a pair one follows from the other.
        var places = new Dictionary<(string Baseline, string Codec, string Quality), int>();
        foreach ((string baseline, string codec, string quality) in pairs)
        {
            _ = places.ContainsKey((codec, baseline, quality)) || places.TryAdd((baseline, codec, quality), places.Count);
        }

        QualityCurve[] used = [.. curves.Where(c => drawn.Any(r => r.Quality == c.Quality && (r.Codec == c.Codec || r.Baseline == c.Codec)))];
        var refused = new int[pairs.Length];
        ConfidenceInterval[] intervals = PairedBootstrap.Intervals(items, pairs.Length, Draw, options);
        return [.. rows.Select(r => r.RatePchip is null ? r : With(r))];

        void Draw(ReadOnlySpan<int> weights, Span<double> rates)
        {
            var resampled = new Dictionary<(string, string), RatePoint[]>();
            foreach (QualityCurve curve in used)
            {
                resampled[(curve.Codec, curve.Quality)] = Points(curve, weights);
            }

            double[] one = [.. places.Select(p => Rate(resampled[(p.Key.Baseline, p.Key.Quality)], resampled[(p.Key.Codec, p.Key.Quality)]))];
            for (int i = 0; i < pairs.Length; i++)
            {
                (string baseline, string codec, string quality) = pairs[i];
                double rate = places.TryGetValue(pairs[i], out int place) ? one[place] : (100 / (1 + (one[places[(codec, baseline, quality)]] / 100))) - 100;

                // The other direction of a rate that rounds to -100 % is beyond all numbers.
                rates[i] = double.IsFinite(rate) ? rate : double.NaN;
                refused[i] += double.IsNaN(rates[i]) ? 1 : 0;
            }
        }

        RatePoint[] Points(QualityCurve curve, ReadOnlySpan<int> weights)
        {
            var found = new List<RatePoint>(curve.Points.Count);
            foreach (CurvePoint point in curve.Points)
            {
                if (points[(curve.Codec, point.Point)].At(curve.Quality, weights) is RatePoint at)
                {
                    found.Add(BjontegaardTable.Point(curve.Quality, at.Rate, at.Quality));
                }
            }

            return [.. found];
        }

        BdRow With(BdRow row)
        {
            int i = Array.IndexOf(pairs, (row.Baseline, row.Codec, row.Quality));
            return i < 0 ? row with { NoInterval = "no interval: there is one item" }
                : refused[i] > MostRefused * options.Resamples ? row with { NoInterval = $"no interval: {refused[i]} of {options.Resamples} resamples have no BD-rate" }
                : row with { RateInterval = new ValueInterval(intervals[i].Low, intervals[i].High) };
        }
    }

    private static double Rate(RatePoint[] anchor, RatePoint[] test) => BjontegaardDelta.Between(anchor, test).Rate.Value ?? double.NaN;
}
