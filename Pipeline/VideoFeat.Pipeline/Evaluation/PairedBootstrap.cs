namespace VideoFeat.Evaluation;

/// <summary>
/// Percentile intervals by resampling items (images) with replacement. A resample is a weight an item: how often it was drawn.
/// Both runs of a comparison see the same weights, so what the items have in common cancels.
/// </summary>
internal static class PairedBootstrap
{
    /// <summary>Writes each statistic of the items under <paramref name="weights"/>; NaN where it is undefined.</summary>
    internal delegate void Statistics(ReadOnlySpan<int> weights, Span<double> values);

    internal static ConfidenceInterval[] Intervals(int items, int statistics, Statistics compute, BootstrapOptions options)
    {
        options.Validate();
        int[] weights = new int[items];
        double[] values = new double[statistics];
        Array.Fill(weights, 1);
        compute(weights, values);
        double[] estimates = [.. values];

        var resampled = new List<double>[statistics];
        for (int s = 0; s < statistics; s++)
        {
            resampled[s] = new List<double>(options.Resamples);
        }

        // The legacy seeded generator: its sequence is part of .NET's compatibility promise, so figures can be repeated.
        var random = new Random(options.Seed);
        for (int resample = 0; resample < options.Resamples; resample++)
        {
            Array.Clear(weights);
            for (int draw = 0; draw < items; draw++)
            {
                weights[random.Next(items)]++;
            }

            compute(weights, values);
            for (int s = 0; s < statistics; s++)
            {
                if (!double.IsNaN(values[s]))
                {
                    resampled[s].Add(values[s]);
                }
            }
        }

        var intervals = new ConfidenceInterval[statistics];
        double tail = (1 - options.Confidence) / 2;
        for (int s = 0; s < statistics; s++)
        {
            resampled[s].Sort();
            intervals[s] = new ConfidenceInterval(
                estimates[s], Quantile(resampled[s], tail), Quantile(resampled[s], 1 - tail), options.Confidence);
        }

        return intervals;
    }

    /// <summary>Linear interpolation between order statistics (type 7 of Hyndman and Fan, 1996); NaN of nothing.</summary>
    internal static double Quantile(List<double> sorted, double share)
    {
        if (sorted.Count == 0)
        {
            return double.NaN;
        }

        double position = share * (sorted.Count - 1);
        int below = (int)position;
        int above = Math.Min(below + 1, sorted.Count - 1);
        return sorted[below] + ((position - below) * (sorted[above] - sorted[below]));
    }
}
