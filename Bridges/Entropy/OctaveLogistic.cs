using System.Runtime.CompilerServices;

namespace VideoFeat.Bridges.Entropy;

/// <summary>
/// The logistic function to base 2 as an integer table (<see cref="LogisticTable"/>), and its inverse from the bits of a float: the domain in which predictions are added. A test
/// pins the table's CRC.
/// </summary>
internal static class OctaveLogistic
{
    /// <summary>A stretched probability is log2(p / (1 - p)) in 1/128, limited to +-2047 where it is squashed.</summary>
    public const int Limit = 2047;

    private const int StepsPerOctave = 128;
    private const double Ln2 = 0.693147180559945309;

    private static readonly ushort[] SquashTable = LogisticTable.Make(Limit, Ln2 / StepsPerOctave);

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
}
