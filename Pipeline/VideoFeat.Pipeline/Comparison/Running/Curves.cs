using VideoFeat.Comparison.Results;

namespace VideoFeat.Comparison.Running;

/// <summary>From pooled rows to rate-quality curves.</summary>
internal static class Curves
{
    private static readonly (string Name, string Unit)[] TaskQualities =
    [
        (MeasureNames.Top1, "%"), (MeasureNames.Top5, "%"), (MeasureNames.Map50, "%"), (MeasureNames.Map, "%"), (MeasureNames.Agreement, "%"), (MeasureNames.Divergence, "nats"),
    ];

    public static IReadOnlyList<QualityCurve> Of(IReadOnlyList<PooledRow> rows)
    {
        var curves = new List<QualityCurve>();
        foreach (IGrouping<string, PooledRow> codec in rows.Where(r => r is { Failed: 0, Size: not null }).GroupBy(r => r.Codec))
        {
            Add(curves, codec, MeasureNames.Psnr, "dB", r => (r.Distortion?.Psnr, r.PsnrInterval));
            Add(curves, codec, MeasureNames.Sqnr, "dB", r => (r.Distortion?.Sqnr, null));
            foreach ((string name, string unit) in TaskQualities)
            {
                Add(curves, codec, name, unit, r => r.Measures.FirstOrDefault(m => m.Name == name) is MeasuredValue m ? (m.Value, m.Interval) : (null, null));
            }
        }

        return [.. curves.OrderBy(c => c.Quality == MeasureNames.Psnr ? 0 : 1)];
    }

    private static void Add(List<QualityCurve> curves, IGrouping<string, PooledRow> codec, string quality, string unit, Func<PooledRow, (double? Value, ValueInterval? Interval)> of)
    {
        CurvePoint[] points =
        [
            .. from row in codec
               let value = of(row)
               where value.Value is not null
               orderby row.Size!.BitsPerElement
               select new CurvePoint(row.Point, row.Size!.BitsPerElement, value.Value!.Value, row.BitsPerElementInterval, value.Interval),
        ];
        if (points.Length > 0)
        {
            curves.Add(new QualityCurve(codec.Key, quality, unit, points));
        }
    }
}
