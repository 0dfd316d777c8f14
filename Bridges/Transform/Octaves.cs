namespace VideoFeat.Bridges.Transform;

/// <summary>Steps and spreads as exponents in sixteenths of an octave: sums of integers instead of products, and the same step on every machine.</summary>
internal static class Octaves
{
    /// <summary>Exponents an octave.</summary>
    public const int Each = 16;

    /// <summary>Largest exponent either way: 2^+-100, far within float32.</summary>
    public const int Limit = 100 * Each;

    private static readonly double[] Fractions = MakeFractions();

    /// <summary>2^(exponent / 16) in binary32.</summary>
    public static float Value(int exponent)
    {
        exponent = Math.Clamp(exponent, -Limit, Limit);
        int octave = exponent >> 4;
        return (float)(Fractions[exponent & (Each - 1)] * BitConverter.Int64BitsToDouble((1023L + octave) << 52));
    }

    /// <summary>The exponent nearest to a value; the smallest for 0.</summary>
    public static int Nearest(double value) => value > 0 ? (int)Math.Clamp(Math.Round(Each * Math.Log2(value)), -Limit, Limit) : -Limit;

    // Square roots are exact on every machine (IEEE 754), powers of a library are not.
    private static double[] MakeFractions()
    {
        double step = Math.Sqrt(Math.Sqrt(Math.Sqrt(Math.Sqrt(2.0))));
        var fractions = new double[Each];
        fractions[0] = 1;
        for (int i = 1; i < Each; i++)
        {
            fractions[i] = fractions[i - 1] * step;
        }

        return fractions;
    }
}
