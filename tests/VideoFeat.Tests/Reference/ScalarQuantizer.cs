namespace VideoFeat.Tests.Reference;

/// <summary>docs/quantization.md, written down a second time without looking at the product: one element at a time.</summary>
internal static class ScalarQuantizer
{
    public static int Quantize(float x, float minimum, float maximum, int maxCode)
    {
        if (float.IsNaN(x))
        {
            x = minimum > 0 ? minimum : maximum < 0 ? maximum : 0;
        }

        x = Math.Max(minimum, Math.Min(maximum, x));
        if (minimum == maximum)
        {
            return 0;
        }

        if (IsWide(minimum, maximum))
        {
            return (int)Math.Round(((double)x - minimum) * (maxCode / ((double)maximum - minimum)), MidpointRounding.ToEven);
        }

        float range = maximum - minimum;
        float inverse = maxCode / range;
        float offset = x - minimum;
        float scaled = offset * inverse;
        return (int)MathF.Round(scaled, MidpointRounding.ToEven);
    }

    public static float Dequantize(int code, float minimum, float maximum, int maxCode)
    {
        if (IsWide(minimum, maximum))
        {
            double wideStep = ((double)maximum - minimum) / maxCode;
            return Math.Min((float)(minimum + (code * wideStep)), maximum);
        }

        float range = maximum - minimum;
        float step = range / maxCode;
        float offset = code * step;
        return Math.Min(minimum + offset, maximum);
    }

    /// <summary>|x - x'| of float32 elements within the range is at most this.</summary>
    public static double Bound(float minimum, float maximum, int maxCode)
    {
        double range = (double)maximum - minimum;
        double largest = Math.Max(Math.Abs((double)minimum), Math.Abs((double)maximum));
        return minimum == maximum ? 0 : (range / maxCode / 2) + (Math.ScaleB(1, -24) * ((6 * range) + largest)) + Math.ScaleB(1, -150);
    }

    private static bool IsWide(float minimum, float maximum)
    {
        double range = maximum - minimum;
        double largest = Math.Max(Math.Abs((double)minimum), Math.Abs((double)maximum));
        return range != 0 && !(range >= Math.ScaleB(1, -100) && range <= Math.ScaleB(1, 126) && largest <= Math.ScaleB(1, 126));
    }
}
