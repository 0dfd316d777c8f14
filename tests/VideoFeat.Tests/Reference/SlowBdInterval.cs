using VideoFeat.Comparison.Measures;
using VideoFeat.Comparison.Results;
using VideoFeat.Comparison.Running;
using VideoFeat.Evaluation;

namespace VideoFeat.Tests.Reference;

/// <summary>The interval of a BD-rate by really drawing items, pooling the copies and drawing both curves anew.</summary>
internal static class SlowBdInterval
{
    public static (double Low, double High, int Refused) Of(CellEntry[][] anchor, CellEntry[][] test, ItemEntry[] items, string quality, BootstrapOptions options)
    {
        var random = new Random(options.Seed);
        var rates = new List<double>();
        for (int resample = 0; resample < options.Resamples; resample++)
        {
            int[] drawn = [.. items.Select(_ => random.Next(items.Length))];
            BdRow row = BjontegaardTable.Of([Curve("anchor", anchor, drawn), Curve("test", test, drawn)])[0];
            if (row.RatePchip is double rate)
            {
                rates.Add(rate);
            }
        }

        rates.Sort();
        return (PairedBootstrap.Quantile(rates, 0.025), PairedBootstrap.Quantile(rates, 0.975), options.Resamples - rates.Count);

        static DetectionReport Report(SetAnswer[] answers, ItemEntry[] of)
        {
            var score = new DetectionScore(2);
            foreach ((SetAnswer answer, ItemEntry item) in answers.Zip(of))
            {
                score.Add(answer.Found!, item.References[0].Objects!);
            }

            return score.Report();
        }

        QualityCurve Curve(string codec, CellEntry[][] points, int[] drawn) => new(
            codec, quality, "", [.. points.Select((p, n) => Point(n, [.. drawn.Select(i => p[i])], [.. drawn.Select(i => items[i])])).Where(p => double.IsFinite(p.Quality))]);

        CurvePoint Point(int n, CellEntry[] cells, ItemEntry[] of)
        {
            double bits = 8.0 * cells.Sum(c => c.Cell.Size!.TotalBytes) / of.Sum(i => i.Item.Elements);
            FeatureDistortion all = cells.Aggregate(default(FeatureDistortion), (sum, c) => FeatureDistortion.Pool(sum, FeatureDistortion.FromSums(c.Sums!)));
            SetAnswer[] answers = [.. cells.SelectMany(c => c.Answers)];
            return new CurvePoint($"{n}", bits, quality switch
            {
                MeasureNames.Psnr => all.PsnrDecibels,
                MeasureNames.Sqnr => all.SqnrDecibels,
                MeasureNames.Top1 => 100.0 * answers.Count(a => a.Rank == 0) / answers.Length,
                MeasureNames.Top5 => 100.0 * answers.Count(a => a.Rank < 5) / answers.Length,
                MeasureNames.Map50 => 100 * Report(answers, of).Map50!.Value,
                MeasureNames.Map => 100 * Report(answers, of).Map5095!.Value,
                MeasureNames.Agreement => 100.0 * answers.Sum(a => a.Agreeing) / answers.Sum(a => a.Comparable),
                _ => answers.Average(a => a.Divergence!.Value),
            });
        }
    }
}
