using System.Numerics;
using System.Runtime.CompilerServices;

namespace VideoFeat.Bridges.NearLossless;

/// <summary>Values to few levels, fine near zero, for contexts. Tables, since what they are asked for is as good as random to a branch.</summary>
internal static class Levels
{
    /// <summary>Levels of <see cref="Of"/>.</summary>
    public const int Count = 24;

    // Differences of codes of 12 bits, and sums of eight of 8 bits.
    private const int Largest = 4095;

    private static readonly byte[] Halves = [.. Enumerable.Range(0, Largest + 1).Select(HalfOctave)];
    private static readonly byte[] Signed5 = MakeSigned(5);
    private static readonly byte[] Signed7 = MakeSigned(7);

    /// <summary>Two levels an octave: 0, 1, 2, 3, 4-5, 6-7, 8-11, 12-15, ...; 23 for 3072..4095, the largest value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Of(int value) => Halves[value];

    /// <summary>A level an octave with sign: 5 for 0, 6 for 1, 7 for 2-3, up to 10, and down to 0; for -4095..4095.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Of11(int value) => Signed5[value + Largest];

    /// <summary>The same from 0 to 14, 7 for 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Of15(int value) => Signed7[value + Largest];

    private static byte HalfOctave(int value)
    {
        int octave = BitOperations.Log2((uint)value | 1);
        return (byte)(value < 2 ? value : (2 * octave) + ((value >> (octave - 1)) & 1));
    }

    private static byte[] MakeSigned(int limit)
    {
        var table = new byte[(2 * Largest) + 1];
        for (int value = 0; value <= Largest; value++)
        {
            int level = value == 0 ? 0 : Math.Min(limit, 1 + BitOperations.Log2((uint)value));
            table[Largest + value] = (byte)(limit + level);
            table[Largest - value] = (byte)(limit - level);
        }

        return table;
    }
}
