using System.Runtime.CompilerServices;

namespace VideoFeat.Bridges.Entropy;

/// <summary>An adaptive probability of one binary decision: the upper 22 bits are the probability of 1, the lower 10 count what it has seen.</summary>
internal static class BitCounter
{
    /// <summary>One half, nothing seen.</summary>
    public const uint Initial = 1u << 31;

    private static readonly int[] Rates = MakeRates();

    /// <summary>Probability of 1 in 1/65536, 32..65504.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint P16(uint counter) => Math.Clamp(counter >> 16, 32u, 65504u);

    /// <summary>Moves to the decision: by 1/(n + 1.5) after n of them, never slower than at <paramref name="limit"/> (at most 1023).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Update(ref uint counter, int bit, uint limit)
    {
        uint n = counter & 1023;
        int p = (int)(counter >> 10);
        p += (int)(((long)((-bit & 0x3FFFFF) - p) * Rates[n]) >> 16);
        counter = ((uint)p << 10) | (n < limit ? n + 1 : n);
    }

    private static int[] MakeRates()
    {
        var rates = new int[1024];
        for (int n = 0; n < rates.Length; n++)
        {
            rates[n] = (2 * 65536) / ((2 * n) + 3);
        }

        return rates;
    }
}
