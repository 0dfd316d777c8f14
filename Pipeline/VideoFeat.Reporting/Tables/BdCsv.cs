using System.Text;
using VideoFeat.Comparison.Results;

namespace VideoFeat.Reporting.Tables;

/// <summary>The Bjontegaard differences as RFC 4180 text, a line for each ordered pair of codecs and quality.</summary>
internal static class BdCsv
{
    public static string Of(ComparisonResults results)
    {
        var text = new StringBuilder();
        CsvText.Line(text,
        [
            "baseline", "codec", "quality", "bd_rate_percent", "bd_rate_low", "bd_rate_high", "bd_rate_akima", "bd_rate_cubic", "bd_quality", "bd_quality_akima", "bd_quality_cubic",
            "overlap_low", "overlap_high", "refused", "no_interval", "warnings",
        ]);
        foreach (BdRow row in results.Bd)
        {
            CsvText.Line(text,
            [
                row.Baseline, row.Codec, row.Quality, row.RatePchip, row.RateInterval?.Low, row.RateInterval?.High, row.RateAkima, row.RateCubic, row.QualityPchip, row.QualityAkima, row.QualityCubic,
                row.Overlap?.Low, row.Overlap?.High, row.Refused, row.NoInterval, string.Join("; ", row.Warnings),
            ]);
        }

        return text.ToString();
    }
}
