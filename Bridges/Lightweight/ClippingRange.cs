using VideoFeat.Packing.Quantization;

namespace VideoFeat.Bridges.Lightweight;

/// <summary>The clipping range whose clipping and quantizing errors together are least, for levels at both ends.</summary>
internal static class ClippingRange
{
    // A grid finds the valley (values themselves make shallow ones), the golden section its bottom.
    private const int Grid = 24;
    private const int Sections = 40;
    private const int Rounds = 3;
    private const double Golden = 0.6180339887498949;

    /// <summary>Mean squared error of clipping to the range and quantizing to the nearest of evenly spaced levels.</summary>
    public static double Error(IValueDistribution values, double minimum, double maximum, int levels)
    {
        double step = (maximum - minimum) / (levels - 1);
        double error = 0;
        double from = double.NegativeInfinity;
        for (int i = 0; i < levels; i++)
        {
            double level = minimum + (i * step);
            double to = i == levels - 1 ? double.PositiveInfinity : level + (step / 2);
            error += values.Between(from, to).ErrorTo(level);
            from = to;
        }

        return error;
    }

    /// <summary>The best range that starts at a given end.</summary>
    public static double BestMaximum(IValueDistribution values, double minimum, int levels) =>
        Least(maximum => Error(values, minimum, maximum, levels), minimum, Math.Max(values.High, minimum));

    /// <summary>The best range, both ends free.</summary>
    public static ValueRange Best(IValueDistribution values, int levels)
    {
        double minimum = values.Low, maximum = values.High;
        for (int round = 0; round < Rounds; round++)
        {
            maximum = Least(end => Error(values, minimum, end, levels), minimum, values.High);
            minimum = Least(end => Error(values, end, maximum, levels), maximum, values.Low);
        }

        return new ValueRange((float)minimum, (float)maximum);
    }

    // The end between `from` (a range of nothing) and `to` with the least error. Steps grow with the distance: the valley is wide where it is far.
    private static double Least(Func<double, double> error, double from, double to)
    {
        double span = to - from;
        int best = Grid;
        double least = double.PositiveInfinity;
        for (int i = 1; i <= Grid; i++)
        {
            double found = error(from + (span * At(i)));
            (best, least) = found < least ? (i, found) : (best, least);
        }

        double low = from + (span * At(best - 1)), high = from + (span * At(Math.Min(best + 1, Grid)));
        double left = high - (Golden * (high - low)), right = low + (Golden * (high - low));
        double atLeft = error(left), atRight = error(right);
        for (int i = 0; i < Sections; i++)
        {
            if (atLeft <= atRight)
            {
                (high, right, atRight) = (right, left, atLeft);
                left = high - (Golden * (high - low));
                atLeft = error(left);
            }
            else
            {
                (low, left, atLeft) = (left, right, atRight);
                right = low + (Golden * (high - low));
                atRight = error(right);
            }
        }

        return (low + high) / 2;
    }

    private static double At(int i) => (double)i * i / (Grid * Grid);
}
