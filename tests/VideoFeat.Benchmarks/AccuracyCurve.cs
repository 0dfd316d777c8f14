namespace VideoFeat.Benchmarks;

/// <summary>One coder's points, fine to coarse: bits at a quality by straight lines between logarithms.</summary>
internal sealed class AccuracyCurve(string name, IReadOnlyList<AccuracyPoint> points)
{
    public string Name => name;

    public IReadOnlyList<AccuracyPoint> Points => points;

    /// <summary>Mean coded bits an image at a mean divergence, images weighted; NaN further than a little beyond the points.</summary>
    public double BitsAtDivergence(double divergence, ReadOnlySpan<int> weights)
    {
        Span<double> x = stackalloc double[points.Count];
        Span<double> y = stackalloc double[points.Count];
        for (int i = 0; i < points.Count; i++)
        {
            x[i] = Math.Log(Mean(points[i].Divergence, weights) + 1e-12);
            y[i] = Math.Log(Mean(points[i].Coded, weights));
        }

        return At(x, y, Math.Log(divergence));
    }

    /// <summary>Mean coded bits an image at a share of disagreement in percent.</summary>
    public double BitsAtDisagreement(double disagreement, ReadOnlySpan<int> weights)
    {
        Span<double> x = stackalloc double[points.Count];
        Span<double> y = stackalloc double[points.Count];
        for (int i = 0; i < points.Count; i++)
        {
            x[i] = 100 * (1 - (Mean(points[i].Agreeing, weights) / Mean(points[i].Comparable, weights)));
            y[i] = Math.Log(Mean(points[i].Coded, weights));
        }

        return At(x, y, disagreement);
    }

    /// <summary>Mean coded bits an image at a drop in points. Noise makes drops rise and fall from point to point: neighbours that fall are taken together.</summary>
    public double BitsAtDrop(double drop, ReadOnlySpan<int> weights)
    {
        Span<double> x = stackalloc double[points.Count];
        Span<double> y = stackalloc double[points.Count];
        for (int i = 0; i < points.Count; i++)
        {
            x[i] = points[i].DropOf(weights);
            y[i] = Math.Log(Mean(points[i].Coded, weights));
        }

        Rising(x);
        return At(x, y, drop);
    }

    // The nearest sequence that never falls.
    private static void Rising(Span<double> values)
    {
        for (int i = 1; i < values.Length; i++)
        {
            int first = i;
            double sum = values[i];
            while (first > 0 && values[first - 1] > sum / (i - first + 1))
            {
                sum += values[--first];
            }

            values[first..(i + 1)].Fill(sum / (i - first + 1));
        }
    }

    private static double Mean(double[] values, ReadOnlySpan<int> weights)
    {
        double sum = 0;
        long count = 0;
        for (int i = 0; i < values.Length; i++)
        {
            sum += weights[i] * values[i];
            count += weights[i];
        }

        return sum / count;
    }

    // Noise may turn neighbours round: the first crossing from the fine end counts.
    private static double At(ReadOnlySpan<double> x, ReadOnlySpan<double> y, double wanted)
    {
        for (int i = 0; i + 1 < x.Length; i++)
        {
            if (x[i] <= wanted && wanted <= x[i + 1])
            {
                return Math.Exp(y[i] + ((y[i + 1] - y[i]) * (wanted - x[i]) / Math.Max(x[i + 1] - x[i], 1e-9)));
            }
        }

        return double.NaN;
    }
}
