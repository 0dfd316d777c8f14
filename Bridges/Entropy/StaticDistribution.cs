using System.Runtime.CompilerServices;

namespace VideoFeat.Bridges.Entropy;

/// <summary>A distribution that both ends know and that does not change: integer cumulative frequencies of a power of two.</summary>
internal sealed class StaticDistribution
{
    private readonly ushort[] _cumulative;
    private readonly int _precision;

    /// <summary>The distribution nearest to the weights in which every symbol can still be coded.</summary>
    /// <param name="weights">What each symbol weighs, 0 included: 2 to 2^(precision - 1) of them, not all 0.</param>
    /// <param name="precision">Frequencies add up to 2^precision: 8..15.</param>
    /// <exception cref="ArgumentException">Too few or too many symbols, or a precision out of range.</exception>
    public StaticDistribution(ReadOnlySpan<uint> weights, int precision)
    {
        if (precision is < 8 or > 15 || weights.Length < 2 || weights.Length > 1 << (precision - 1))
        {
            throw new ArgumentException($"{weights.Length} symbols at a precision of {precision} bits; allowed are 2..2^(precision - 1) at 8..15.", nameof(weights));
        }

        ulong sum = 0;
        foreach (uint weight in weights)
        {
            sum += weight;
        }

        // One for each symbol, the rest shared out by weight, rounded so that the running total stays exact.
        ulong shared = (1ul << precision) - (ulong)weights.Length;
        _precision = precision;
        _cumulative = new ushort[weights.Length + 1];
        ulong running = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            running += weights[i];
            _cumulative[i + 1] = (ushort)((ulong)i + 1 + (sum == 0 ? shared * (ulong)(i + 1) / (ulong)weights.Length : (ulong)((UInt128)running * shared / sum)));
        }
    }

    /// <summary>Codes a symbol.</summary>
    /// <param name="coder">Encoder or decoder.</param>
    /// <param name="symbol">0-based; a decoder ignores it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Code<TCoder>(ref TCoder coder, int symbol)
        where TCoder : IRangeCoder, allows ref struct => coder.Symbol(symbol, _cumulative, _precision);
}
