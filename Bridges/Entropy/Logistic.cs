using System.Runtime.CompilerServices;

namespace VideoFeat.Bridges.Entropy;

/// <summary>
/// The logistic function and its inverse as integer tables: the domain in which predictions are added. Worked out with additions, multiplications and
/// divisions of doubles only, which IEEE 754 fixes bit for bit on every processor (a library's exp and log are not); a test pins the tables' CRC.
/// </summary>
internal static class Logistic
{
    /// <summary>A stretched probability is ln(p / (1 - p)) in 1/256, limited to +-2047: p from 0.03 % to 99.97 %.</summary>
    public const int Limit = 2047;

    private static readonly ushort[] SquashTable = MakeSquash();
    private static readonly short[] StretchTable = MakeStretch();

    /// <summary>Probability of 1 in 1/65536, 16..65520, of a stretched value; anything outside the limits counts as the limit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Squash(int stretched) => SquashTable[Math.Clamp(stretched, -Limit, Limit) + Limit];

    /// <summary>The stretched value of a probability in 1/4096, 0..4095.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Stretch(uint probability) => StretchTable[probability & 4095];

    /// <summary>All of both tables, for the test that pins them.</summary>
    internal static (ushort[] Squash, short[] Stretch) Tables => (SquashTable, StretchTable);

    private static ushort[] MakeSquash()
    {
        var table = new ushort[(2 * Limit) + 1];
        double step = Exp(1.0 / 256);
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

    // The stretched value whose squashed one is nearest to the middle of the probability's cell.
    private static short[] MakeStretch()
    {
        var table = new short[4096];
        int value = -Limit;
        for (int p = 0; p < 4096; p++)
        {
            int target = (16 * p) + 8;
            while (value < Limit && SquashTable[value + 1 + Limit] <= target)
            {
                value++;
            }

            table[p] = (short)value;
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
