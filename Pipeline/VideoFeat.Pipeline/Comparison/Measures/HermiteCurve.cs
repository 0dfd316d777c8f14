namespace VideoFeat.Comparison.Measures;

/// <summary>A piecewise cubic that goes through points with given slopes.</summary>
/// <param name="x">Arguments, strictly rising, at least two.</param>
/// <param name="y">A value each.</param>
/// <param name="slopes">A slope each.</param>
internal sealed class HermiteCurve(double[] x, double[] y, double[] slopes)
{
    /// <summary>The integral from low to high, both within the points.</summary>
    public double Integral(double low, double high)
    {
        double sum = 0;
        for (int k = Piece(low); k < x.Length - 1 && x[k] < high; k++)
        {
            sum += Primitive(k, Math.Min(high, x[k + 1])) - Primitive(k, Math.Max(low, x[k]));
        }

        return sum;
    }

    private double Primitive(int k, double argument)
    {
        double t = argument - x[k];
        (double b, double c, double d) = Cubic(k);
        return t * (y[k] + (t * ((b / 2) + (t * ((c / 3) + (t * d / 4))))));
    }

    // y + b t + c t^2 + d t^3 from the left end of a piece.
    private (double B, double C, double D) Cubic(int k)
    {
        double h = x[k + 1] - x[k];
        double chord = (y[k + 1] - y[k]) / h;
        return (slopes[k], ((3 * chord) - (2 * slopes[k]) - slopes[k + 1]) / h, (slopes[k] + slopes[k + 1] - (2 * chord)) / (h * h));
    }

    private int Piece(double argument)
    {
        int found = Array.BinarySearch(x, argument);
        return Math.Clamp(found >= 0 ? found : ~found - 1, 0, x.Length - 2);
    }
}
