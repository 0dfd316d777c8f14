using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace VideoFeat.Bridges.Entropy;

/// <summary>
/// Adaptive distributions of 16 symbols, coded in one step each. A distribution is a row of cumulative frequencies in 1/32768; after a symbol each of them
/// moves a share of its way, so none ever reaches the next. Vectors and the scalar twin give the same bits.
/// </summary>
internal sealed class NibbleModel
{
    /// <summary>Symbols of a distribution.</summary>
    public const int Symbols = 16;

    private const int Precision = 15;

    // Learns by a quarter first and comes down to 1/2^Slowest.
    private const int Fastest = 2;
    private const int Slowest = 6;

    private static readonly short[] Targets = MakeTargets();

    private readonly short[] _rows;
    private readonly byte[] _seen;
    private readonly MixerWidth _width;

    /// <param name="rows">Distributions, each even at the start.</param>
    /// <param name="width">Vectors to use.</param>
    public NibbleModel(int rows, MixerWidth width)
    {
        _rows = new short[rows * Symbols];
        _seen = new byte[rows];
        _width = width;
        for (int i = 0; i < _rows.Length; i++)
        {
            _rows[i] = (short)(i % Symbols * (32768 / Symbols));
        }
    }

    /// <summary>Codes a symbol, 0..15, by one of the distributions, and learns it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Code<TCoder>(ref TCoder coder, int symbol, int row)
        where TCoder : IRangeCoder, allows ref struct
    {
        Span<short> cumulative = _rows.AsSpan(row * Symbols, Symbols);
        symbol = coder.Nibble(symbol, cumulative, Precision, _width);
        int shift = Fastest + (BitOperations.Log2((uint)_seen[row] + 2));
        shift = Math.Min(shift - 1, Slowest);
        _seen[row] = (byte)Math.Min(_seen[row] + 1, 255);
        ref short c = ref MemoryMarshal.GetReference(cumulative);
        ref short t = ref Targets[symbol * Symbols];
        if (_width == MixerWidth.Vector256)
        {
            Vector256<short> now = Vector256.LoadUnsafe(ref c);
            (now + Vector256.ShiftRightArithmetic(Vector256.LoadUnsafe(ref t) - now, shift)).StoreUnsafe(ref c);
        }
        else
        {
            for (int i = 0; i < Symbols; i++)
            {
                ref short now = ref Unsafe.Add(ref c, i);
                now += (short)((Unsafe.Add(ref t, i) - now) >> shift);
            }
        }

        return symbol;
    }

    // What is at or below the symbol goes to its smallest value, what is above to its largest: every symbol keeps at least 1/32768.
    private static short[] MakeTargets()
    {
        var targets = new short[Symbols * Symbols];
        for (int symbol = 0; symbol < Symbols; symbol++)
        {
            for (int i = 0; i < Symbols; i++)
            {
                targets[(symbol * Symbols) + i] = (short)(i <= symbol ? i : 32768 - Symbols + i);
            }
        }

        return targets;
    }
}
