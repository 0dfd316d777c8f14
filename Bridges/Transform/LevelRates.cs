namespace VideoFeat.Bridges.Transform;

/// <summary>
/// What levels cost in bits, about: those of a Laplacian source whose mean size in steps is known. The coder's own probabilities adapt and need not be the same; an encoder only
/// weighs bits against error by these.
/// </summary>
internal static class LevelRates
{
    /// <summary>Sizes told apart: quarter octaves of the mean size from 2^-8 steps up.</summary>
    public const int Sizes = 64;

    /// <summary>Numbers a size has: for each quantizer level 0, level 1, level 2, and each one more.</summary>
    public const int Numbers = 8;

    // Between the points, a little above the middle: where an encoder that saves bits turns to the larger level.
    private const double Above = 0.1;
    private const double Least = 1.0 / 4096;

    private static readonly float[] Table = Make();

    /// <summary>The numbers of a mean size.</summary>
    public static ReadOnlySpan<float> Of(int size) => Table.AsSpan(size * Numbers, Numbers);

    /// <summary>Which size a mean is.</summary>
    public static int Size(double mean) => (int)Math.Clamp(Math.Round(4 * (Math.Log2(Math.Max(mean, 1e-9)) + 8)), 0, Sizes - 1);

    private static float[] Make()
    {
        var table = new float[Sizes * Numbers];
        for (int size = 0; size < Sizes; size++)
        {
            double mean = Math.Pow(2, (size / 4.0) - 8);
            for (int q = 0; q < 2; q++)
            {
                // Level 0 up to the middle between its point and the next, level 1 up to the middle between its and the second.
                double first = Math.Exp(-((q == 0 ? 0.5 : 0.25) + Above) / mean);
                double second = Math.Exp(-((q == 0 ? 1.5 : 1) + Above) / mean);
                double ratio = Math.Exp(-1 / mean);
                Span<float> numbers = table.AsSpan((size * Numbers) + (q * Numbers / 2), Numbers / 2);
                numbers[0] = Bits(1 - first);
                numbers[1] = 1 + Bits(first - second);
                numbers[2] = 1 + Bits(second * (1 - ratio));
                numbers[3] = Bits(ratio);
            }
        }

        return table;
    }

    private static float Bits(double p) => (float)-Math.Log2(Math.Max(p, Least));
}
