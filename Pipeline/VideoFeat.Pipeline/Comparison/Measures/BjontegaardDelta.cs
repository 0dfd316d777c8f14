using System.Globalization;

namespace VideoFeat.Comparison.Measures;

/// <summary>
/// The mean difference between two rate-quality curves (G. Bjontegaard, VCEG-M33, 2001): log10(rate) as a function of quality, or the other way round,
/// integrated over what the curves have in common. Quality is any figure of which more is better.
/// </summary>
public sealed record BjontegaardDelta
{
    /// <summary>Fewer points than these on a curve are warned of: the common test conditions of JVET and of MPEG ask for four.</summary>
    public const int WantedPoints = 4;

    private const int LeastPoints = 2;

    private BjontegaardDelta(BjontegaardFigure rate, BjontegaardFigure quality, IReadOnlyList<string> warnings)
    {
        Rate = rate;
        Quality = quality;
        Warnings = warnings;
    }

    /// <summary>BD-rate in percent: how much more (above 0) or less rate the test needs at equal quality. Its interval is one of quality.</summary>
    public BjontegaardFigure Rate { get; }

    /// <summary>BD-quality in units of the quality: how much better (above 0) or worse the test is at equal rate. Its interval is one of rate.</summary>
    public BjontegaardFigure Quality { get; }

    /// <summary>What makes the figures doubtful, a sentence each; empty if nothing does.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>
    /// Compares two curves, points in any order. Of a curve whose quality does not rise with its rate, the points that another point beats
    /// in one without losing in the other are left out, and this is warned of; so are points of infinite quality.
    /// </summary>
    /// <param name="anchor">The curve that stands for 0.</param>
    /// <param name="test">The curve that is judged.</param>
    /// <param name="interpolation">How both run between their points.</param>
    /// <param name="anchorName">What messages call the anchor.</param>
    /// <param name="testName">What messages call the test.</param>
    /// <exception cref="ArgumentException">A rate is not above 0 and finite, or a quality is NaN or minus infinity.</exception>
    public static BjontegaardDelta Between(
        IReadOnlyList<RatePoint> anchor,
        IReadOnlyList<RatePoint> test,
        CurveInterpolation interpolation = CurveInterpolation.Pchip,
        string anchorName = "the anchor",
        string testName = "the test")
    {
        var warnings = new List<string>();
        RatePoint[] first = Front(anchor, anchorName, warnings);
        RatePoint[] second = Front(test, testName, warnings);
        int needed = interpolation == CurveInterpolation.Cubic ? CubicPolynomial.Coefficients : LeastPoints;
        if (first.Length < needed || second.Length < needed)
        {
            (string who, int usable) = first.Length < needed ? (anchorName, first.Length) : (testName, second.Length);
            string refusal = $"{who} has {Points(usable)} to draw a curve through; {Name(interpolation)} needs {needed}";
            var none = new BjontegaardFigure(null, double.NaN, double.NaN, refusal);
            return new BjontegaardDelta(none, none, warnings);
        }

        double[] qualities1 = [.. first.Select(p => p.Quality)], rates1 = [.. first.Select(p => Math.Log10(p.Rate))];
        double[] qualities2 = [.. second.Select(p => p.Quality)], rates2 = [.. second.Select(p => Math.Log10(p.Rate))];
        BjontegaardFigure rate = MeanDifference(qualities1, rates1, qualities2, rates2, interpolation, "quality");
        BjontegaardFigure quality = MeanDifference(rates1, qualities1, rates2, qualities2, interpolation, "rate");
        return new BjontegaardDelta(
            Told(rate with { Value = rate.Value is double log ? (Math.Pow(10, log) - 1) * 100 : null }, "rate"),
            Told(quality, "quality") with { Low = Math.Pow(10, quality.Low), High = Math.Pow(10, quality.High) },
            warnings);
    }

    // Both coordinates rise strictly in what is returned, so either can be the argument of a function.
    private static RatePoint[] Front(IReadOnlyList<RatePoint> points, string who, List<string> warnings)
    {
        foreach (RatePoint point in points)
        {
            if (!(point.Rate > 0) || !double.IsFinite(point.Rate) || double.IsNaN(point.Quality) || double.IsNegativeInfinity(point.Quality))
            {
                throw new ArgumentException(
                    $"{who} has a point of rate {Text(point.Rate)} and quality {Text(point.Quality)}; a rate must be above 0 and finite, a quality a number.");
            }
        }

        RatePoint[] finite = [.. points.Where(p => double.IsFinite(p.Quality)).OrderBy(p => p.Rate).ThenByDescending(p => p.Quality)];
        if (finite.Length < points.Count)
        {
            warnings.Add($"{who} has {Points(points.Count - finite.Length)} without any error, on no curve and left out");
        }

        var front = new List<RatePoint>(finite.Length);
        foreach (RatePoint point in finite)
        {
            if (front.Count == 0 || point.Quality > front[^1].Quality)
            {
                front.Add(point);
            }
        }

        if (front.Count < finite.Length)
        {
            warnings.Add($"the quality of {who} does not rise with its rate: {Points(finite.Length - front.Count)} left out that cost more and give no more");
        }

        if (front.Count < WantedPoints)
        {
            warnings.Add($"{who} has {Points(front.Count)}; a curve wants {WantedPoints}");
        }

        return [.. front];
    }

    private static BjontegaardFigure MeanDifference(double[] x1, double[] y1, double[] x2, double[] y2, CurveInterpolation interpolation, string axis)
    {
        double low = Math.Max(x1[0], x2[0]), high = Math.Min(x1[^1], x2[^1]);
        if (!(low < high))
        {
            return new BjontegaardFigure(null, low, high, $"the curves have no {axis} in common");
        }

        double difference = Integral(x2, y2, low, high, interpolation) - Integral(x1, y1, low, high, interpolation);
        return new BjontegaardFigure(difference / (high - low), low, high, null);
    }

    // Points of almost the same quality and very different rates can make a polynomial, and their difference, larger than any number.
    private static BjontegaardFigure Told(BjontegaardFigure figure, string axis) => figure.Value is not double value || double.IsFinite(value)
        ? figure
        : figure with { Value = null, Refusal = $"the curves' difference in {axis} is beyond all numbers" };

    private static double Integral(double[] x, double[] y, double low, double high, CurveInterpolation interpolation) => interpolation switch
    {
        CurveInterpolation.Cubic => CubicPolynomial.Fit(x, y).Integral(low, high),
        CurveInterpolation.Akima => new HermiteCurve(x, y, HermiteSlopes.Akima(x, y)).Integral(low, high),
        _ => new HermiteCurve(x, y, HermiteSlopes.Pchip(x, y)).Integral(low, high),
    };

    private static string Name(CurveInterpolation interpolation) => interpolation switch { CurveInterpolation.Cubic => "a cubic", CurveInterpolation.Akima => "Akima", _ => "PCHIP" };

    private static string Points(int count) => count == 1 ? "1 point" : $"{count} points";

    private static string Text(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
}
