namespace VideoFeat.Comparison.Measures;

/// <summary>Slopes at points with strictly rising arguments, from their neighbours alone.</summary>
internal static class HermiteSlopes
{
    /// <summary>Two chords are as good as equal below this share of the steepest bend; Akima's weights would be noise.</summary>
    private const double Straight = 1e-9;

    /// <summary>Fritsch and Butland (1984): the weighted harmonic mean of the chords at both sides, 0 where they turn; so the curve never overshoots.</summary>
    public static double[] Pchip(double[] x, double[] y)
    {
        (double[] steps, double[] chords) = Chords(x, y);
        int last = chords.Length;
        double[] slopes = new double[x.Length];
        if (last == 1)
        {
            Array.Fill(slopes, chords[0]);
            return slopes;
        }

        for (int k = 1; k < last; k++)
        {
            double before = chords[k - 1], after = chords[k];
            double w1 = (2 * steps[k]) + steps[k - 1], w2 = steps[k] + (2 * steps[k - 1]);
            slopes[k] = before * after > 0 ? (w1 + w2) / ((w1 / before) + (w2 / after)) : 0;
        }

        slopes[0] = End(steps[0], steps[1], chords[0], chords[1]);
        slopes[last] = End(steps[last - 1], steps[last - 2], chords[last - 1], chords[last - 2]);
        return slopes;
    }

    /// <summary>Akima (1970): each chord weighs as much as the chords beyond the other one bend; two chords are continued beyond either end.</summary>
    public static double[] Akima(double[] x, double[] y)
    {
        double[] chords = Chords(x, y).Chords;
        int n = chords.Length;
        if (n == 1)
        {
            return [chords[0], chords[0]];
        }

        double firstBend = chords[0] - chords[1], lastBend = chords[n - 1] - chords[n - 2];
        double[] m = [chords[0] + (2 * firstBend), chords[0] + firstBend, .. chords, chords[n - 1] + lastBend, chords[n - 1] + (2 * lastBend)];
        double steepest = Enumerable.Range(0, n + 1).Max(k => Math.Abs(m[k + 3] - m[k + 2]) + Math.Abs(m[k + 1] - m[k]));
        double[] slopes = new double[x.Length];
        for (int k = 0; k < slopes.Length; k++)
        {
            double after = Math.Abs(m[k + 3] - m[k + 2]), before = Math.Abs(m[k + 1] - m[k]);
            slopes[k] = after + before > Straight * steepest
                ? ((after * m[k + 1]) + (before * m[k + 2])) / (after + before)
                : (m[k + 1] + m[k + 2]) / 2;
        }

        return slopes;
    }

    // The parabola through three points, held so that the end does not overshoot.
    private static double End(double step, double nextStep, double chord, double nextChord)
    {
        double slope = (((2 * step) + nextStep) * chord - (step * nextChord)) / (step + nextStep);
        return slope * chord <= 0 ? 0
            : chord * nextChord < 0 && Math.Abs(slope) > 3 * Math.Abs(chord) ? 3 * chord
            : slope;
    }

    private static (double[] Steps, double[] Chords) Chords(double[] x, double[] y)
    {
        double[] steps = new double[x.Length - 1], chords = new double[x.Length - 1];
        for (int k = 0; k < steps.Length; k++)
        {
            steps[k] = x[k + 1] - x[k];
            chords[k] = (y[k + 1] - y[k]) / steps[k];
        }

        return (steps, chords);
    }
}
