using System.Runtime.CompilerServices;

namespace VideoFeat.Bridges.Entropy;

/// <summary>
/// The logistic function to base 2 as an integer table, and its inverse from the bits of a float: the domain in which predictions are added. The table is worked out with
/// additions, multiplications and divisions of doubles only, which IEEE 754 fixes bit for bit on every processor (a library's exp and log are not); a test pins its CRC.
/// </summary>
internal static class OctaveLogistic
{
    /// <summary>A stretched probability is log2(p / (1 - p)) in 1/128, limited to +-2047 where it is squashed.</summary>
    public const int Limit = 2047;

    private const int StepsPerOctave = 128;
    private const double Ln2 = 0.693147180559945309;

    private static readonly ushort[] SquashTable = MakeSquash();

    /// <summary>Probability of 1 in 1/65536, 16..65520, of a stretched value; anything outside the limits counts as the limit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Squash(int stretched) => SquashTable[Math.Clamp(stretched, -Limit, Limit) + Limit];

    /// <summary>The stretched value of a probability in 1/65536, 0..65535: its middle's logarithm and that of the rest, each linear between powers of 2 as the bits of a
    /// float are. Within +-2176.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Stretch(int probability)
    {
        int one = (2 * probability) + 1;
        return (BitConverter.SingleToInt32Bits(one) - BitConverter.SingleToInt32Bits((1 << 17) - one)) >> 16;
    }

    /// <summary>The table, for the test that pins it.</summary>
    internal static ReadOnlySpan<ushort> Table => SquashTable;

    private static ushort[] MakeSquash()
    {
        var table = new ushort[(2 * Limit) + 1];
        double step = Exp(Ln2 / StepsPerOctave);
        double power = 1;
        for (int i = 0; i <= Limit; i++)
        {
            double p = 65536 * power / (1 + power);
            table[Limit + i] = (ushort)Math.Min(65520, (int)(p + 0.5));
            table[Limit - i] = (ushort)(65536 - table[Limit + i]);
            power *= step;
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
