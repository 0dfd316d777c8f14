using System.Runtime.CompilerServices;

namespace VideoFeat.Bridges.Entropy;

/// <summary>
/// The logistic function and its inverse as integer tables (<see cref="LogisticTable"/>): the domain in which predictions are added. A test pins the tables' CRC.
/// </summary>
internal static class Logistic
{
    /// <summary>A stretched probability is ln(p / (1 - p)) in 1/256, limited to +-2047: p from 0.03 % to 99.97 %.</summary>
    public const int Limit = 2047;

    private static readonly ushort[] SquashTable = LogisticTable.Make(Limit, 1.0 / 256);
    private static readonly short[] StretchTable = MakeStretch();

    /// <summary>Probability of 1 in 1/65536, 16..65520, of a stretched value; anything outside the limits counts as the limit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Squash(int stretched) => SquashTable[Math.Clamp(stretched, -Limit, Limit) + Limit];

    /// <summary>The stretched value of a probability in 1/4096, 0..4095.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Stretch(uint probability) => StretchTable[probability & 4095];

    /// <summary>All of both tables, for the test that pins them.</summary>
    internal static (ushort[] Squash, short[] Stretch) Tables => (SquashTable, StretchTable);

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
}
