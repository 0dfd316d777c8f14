namespace VideoFeat.Tests.Reference;

/// <summary>
/// The best upper end for values of density exp(-y), levels from 0: the total error in closed form, as a function of the step u, and its least by ever finer search.
/// </summary>
internal static class ClosedFormRange
{
    /// <summary>(N - 1) u at the least error.</summary>
    public static double BestEnd(int levels)
    {
        double best = 1;
        for (double step = 0.1; step > 1e-8; step /= 10)
        {
            double from = Math.Max(step, best - (20 * step));
            best = Enumerable.Range(0, 41).Select(i => from + (i * step)).MinBy(u => Error(u, levels));
        }

        return (levels - 1) * best;
    }

    private static double Error(double u, int levels)
    {
        double sum = 0;
        for (int i = 1; i <= levels - 2; i++)
        {
            sum += Math.Exp(-i * u);
        }

        double first = 2 - (((u * u / 4) + u + 2) * Math.Exp(-u / 2));
        double inner = (((u * u / 4) - u + 2) * Math.Exp(u / 2)) - (((u * u / 4) + u + 2) * Math.Exp(-u / 2));
        double last = Math.Exp(-(levels - 1) * u) * ((u * u / 4) - u + 2) * Math.Exp(u / 2);
        return first + (inner * sum) + last;
    }
}
