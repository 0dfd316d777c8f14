using System.Numerics;
using System.Runtime.CompilerServices;

namespace VideoFeat.Bridges.NearLossless;

/// <summary>Values to few levels, fine near zero, for contexts.</summary>
internal static class Levels
{
    // Differences of codes of 12 bits.
    private const int Largest = 4095;

    private static readonly sbyte[] Octaves = MakeOctaves();

    /// <summary>Two levels an octave: 0, 1, 2, 3, 4-5, 6-7, 8-11, 12-15, ...; 23 for 4095.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Of(int value)
    {
        if (value < 2)
        {
            return value;
        }

        int octave = BitOperations.Log2((uint)value);
        return (2 * octave) + ((value >> (octave - 1)) & 1);
    }

    /// <summary>A level an octave with sign: 0 for 0, then 1 for 1, 2 for 2-3, 3 for 4-7, ...; limited to <paramref name="limit"/> either way and given as
    /// 0..2 limit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Signed(int value, int limit) => limit + Math.Clamp(Octaves[value + Largest], -limit, limit);

    private static sbyte[] MakeOctaves()
    {
        var table = new sbyte[(2 * Largest) + 1];
        for (int value = 1; value <= Largest; value++)
        {
            int octave = 1 + BitOperations.Log2((uint)value);
            table[Largest + value] = (sbyte)octave;
            table[Largest - value] = (sbyte)-octave;
        }

        return table;
    }
}
