namespace VideoFeat.Bridges.Entropy;

/// <summary>
/// Makes integer tables of the logistic function with additions, multiplications and divisions of doubles only, which IEEE 754 fixes bit for bit on every processor
/// (a library's exp and log are not).
/// </summary>
internal static class LogisticTable
{
    /// <summary>1 / (1 + e^-x) in 1/65536, 16..65520, for x from -<paramref name="limit"/> to <paramref name="limit"/> steps.</summary>
    /// <param name="limit">Steps each side of 0.</param>
    /// <param name="step">Of x, small.</param>
    public static ushort[] Make(int limit, double step)
    {
        var table = new ushort[(2 * limit) + 1];
        double factor = Exp(step);
        double power = 1;
        for (int i = 0; i <= limit; i++)
        {
            double p = 65536 * power / (1 + power);
            table[limit + i] = (ushort)Math.Min(65520, (int)(p + 0.5));
            table[limit - i] = (ushort)(65536 - table[limit + i]);
            power *= factor;
        }

        return table;
    }

    // The series of e^x, exact to the last bit or two for small x.
    private static double Exp(double x)
    {
        double sum = 1;
        double term = 1;
        for (int k = 1; k < 16; k++)
        {
            term = term * x / k;
            sum += term;
        }

        return sum;
    }
}
