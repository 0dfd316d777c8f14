using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace VideoFeat.Bridges.Entropy;

/// <summary>
/// Adaptive distributions of 16 symbols, coded in one step each. A distribution is a row of cumulative frequencies in 1/32768; after a symbol each of them
/// moves a share of its way, so none ever reaches the next. A symbol is coded by one of them, or by the mean of four. Vectors and the scalar twin
/// give the same bits.
/// </summary>
internal sealed class NibbleModel
{
    /// <summary>Symbols of a distribution.</summary>
    public const int Symbols = 16;

    // So wide that a quarter of each of four rows still leaves every symbol something.
    private const int Gap = 4;
    private const int Total = 1 << RangeLimits.NibbleBits;

    // Learns by half first and comes down to 1/2^Slowest.
    private const int Fastest = 1;
    private const int Slowest = 6;

    private static readonly short[] Targets = MakeTargets();
    private static readonly byte[] Shifts = [.. Enumerable.Range(0, 256).Select(seen => (byte)Math.Min(Fastest + (int)Math.Log2(seen + 2), Slowest))];

    private readonly short[] _rows;
    private readonly byte[] _seen;
    private readonly short[] _mean = new short[Symbols + 1];
    private readonly MixerWidth _width;

    /// <param name="rows">Distributions, each even at the start.</param>
    /// <param name="width">Vectors to use.</param>
    public NibbleModel(int rows, MixerWidth width)
    {
        _rows = new short[(rows * Symbols) + 1];
        _seen = new byte[rows];
        _width = width;
        for (int i = 0; i < _rows.Length; i++)
        {
            _rows[i] = (short)(i % Symbols * (Total / Symbols));
        }
    }

    /// <summary>Writes or reads what has been learned; false where what was read is no distribution.</summary>
    public bool State(StateStream state)
    {
        state.Numbers(_rows.AsSpan(0, _rows.Length - 1));
        state.Bytes(_seen);
        for (int i = 0; i < _rows.Length - 1; i++)
        {
            int next = i % Symbols == Symbols - 1 ? Total : _rows[i + 1];
            if ((i % Symbols == 0 && _rows[i] != 0) || next - _rows[i] < Gap)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Codes a symbol, 0..15, by one of the distributions, and learns it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Code<TCoder>(ref TCoder coder, int symbol, int row)
        where TCoder : IRangeCoder, allows ref struct
    {
        ref short c = ref Row(row);
        symbol = coder.Nibble(symbol, MemoryMarshal.CreateReadOnlySpan(ref c, Symbols + 1), _width);
        Learn(symbol, row, ref c);
        return symbol;
    }

    /// <summary>The same by the mean of four.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Code<TCoder>(ref TCoder coder, int symbol, int row0, int row1, int row2, int row3)
        where TCoder : IRangeCoder, allows ref struct
    {
        ref short c0 = ref Row(row0);
        ref short c1 = ref Row(row1);
        ref short c2 = ref Row(row2);
        ref short c3 = ref Row(row3);
        ref short mean = ref MemoryMarshal.GetArrayDataReference(_mean);
        if (_width == MixerWidth.Vector256)
        {
            Vector256<short> sum = (Vector256.LoadUnsafe(ref c0) >> 2) + (Vector256.LoadUnsafe(ref c1) >> 2)
                + (Vector256.LoadUnsafe(ref c2) >> 2) + (Vector256.LoadUnsafe(ref c3) >> 2);
            sum.StoreUnsafe(ref mean);
        }
        else
        {
            for (int i = 0; i < Symbols; i++)
            {
                Unsafe.Add(ref mean, i) = (short)((Unsafe.Add(ref c0, i) >> 2) + (Unsafe.Add(ref c1, i) >> 2) + (Unsafe.Add(ref c2, i) >> 2) + (Unsafe.Add(ref c3, i) >> 2));
            }
        }

        symbol = coder.Nibble(symbol, _mean, _width);
        Learn(symbol, row0, ref c0);
        Learn(symbol, row1, ref c1);
        Learn(symbol, row2, ref c2);
        Learn(symbol, row3, ref c3);
        return symbol;
    }

    /// <summary>The distributions and what each has seen, for loops that keep them at hand; see <see cref="Code{TCoder}(ref TCoder, int, ref short, ref byte, MixerWidth)"/>.</summary>
    public (short[] Rows, byte[] Seen) Parts => (_rows, _seen);

    /// <summary>Codes a symbol, 0..15, by the distribution that starts here, and learns it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Code<TCoder>(ref TCoder coder, int symbol, ref short row, ref byte seen, MixerWidth width)
        where TCoder : IRangeCoder, allows ref struct
    {
        symbol = coder.Nibble(symbol, MemoryMarshal.CreateReadOnlySpan(ref row, Symbols + 1), width);
        Learn(symbol, ref row, ref seen, width);
        return symbol;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref short Row(int row) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_rows), row * Symbols);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Learn(int symbol, int row, ref short c) => Learn(symbol, ref c, ref _seen[row], _width);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Learn(int symbol, ref short c, ref byte seen, MixerWidth width)
    {
        int shift = Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Shifts), (nint)(uint)seen);
        seen = (byte)(seen + ((seen - 255) >>> 31));
        ref short t = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Targets), (nint)(uint)symbol * Symbols);
        if (width == MixerWidth.Vector256)
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
    }

    // What is at or below the symbol goes to its smallest value, what is above to its largest: every symbol keeps a gap.
    private static short[] MakeTargets()
    {
        var targets = new short[Symbols * Symbols];
        for (int symbol = 0; symbol < Symbols; symbol++)
        {
            for (int i = 0; i < Symbols; i++)
            {
                targets[(symbol * Symbols) + i] = (short)((Gap * i) + (i <= symbol ? 0 : Total - (Gap * Symbols)));
            }
        }

        return targets;
    }
}
