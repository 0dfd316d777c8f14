namespace VideoFeat.Comparison.Measures;

/// <summary>The polynomial of third degree nearest to points in the sense of least squares; through them where they are four.</summary>
internal sealed class CubicPolynomial
{
    /// <summary>How many coefficients it has, and so how many points it needs.</summary>
    public const int Coefficients = 4;

    private readonly double _centre;
    private readonly double _scale;
    private readonly double[] _coefficients;

    private CubicPolynomial(double centre, double scale, double[] coefficients)
    {
        _centre = centre;
        _scale = scale;
        _coefficients = coefficients;
    }

    /// <param name="x">Arguments, strictly rising, at least four.</param>
    /// <param name="y">A value each.</param>
    public static CubicPolynomial Fit(double[] x, double[] y)
    {
        // Over -1..1 the powers are far from parallel, and the fit loses no digits.
        double centre = (x[0] + x[^1]) / 2, scale = (x[^1] - x[0]) / 2;
        double[] normal = [.. x.Select(v => (v - centre) / scale)];
        return new CubicPolynomial(centre, scale, MathNet.Numerics.Fit.Polynomial(normal, y, Coefficients - 1));
    }

    /// <summary>The integral from low to high.</summary>
    public double Integral(double low, double high) => _scale * (Primitive((high - _centre) / _scale) - Primitive((low - _centre) / _scale));

    private double Primitive(double t)
    {
        double sum = 0;
        for (int power = Coefficients - 1; power >= 0; power--)
        {
            sum = (sum + (_coefficients[power] / (power + 1))) * t;
        }

        return sum;
    }
}
