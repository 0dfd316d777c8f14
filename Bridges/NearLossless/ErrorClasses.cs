using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using VideoFeat.Bridges.Entropy;

namespace VideoFeat.Bridges.NearLossless;

/// <summary>
/// Effort fast's errors as tokens and even bits behind them, by tables: one channel has one size of classes. The tokens are those of <see cref="Tokens"/>.
/// </summary>
internal sealed class ErrorClasses
{
    // An entry for each error: bits behind its token, those bits, and the token's mark.
    private const int CountBits = 4;
    private const int RestBits = 12;
    private const int Open = (1 << CountBits) - 1;

    private static readonly ConcurrentDictionary<(int BitDepth, int ClassBits), ErrorClasses> All = new();

    private readonly uint[] _entries;
    private readonly int[] _tokens;
    private readonly int _maxCode;
    private readonly int _classBits;

    private ErrorClasses(int bitDepth, int classBits)
    {
        _maxCode = (1 << bitDepth) - 1;
        _classBits = classBits;
        _tokens = [.. Enumerable.Range(0, NibbleModel.Symbols).Select(t => (Tokens.Least(t, classBits) << 8) | Tokens.Bits(t, classBits))];
        _entries = [.. Enumerable.Range(~_maxCode, 2 << bitDepth).Select(error =>
        {
            int token = error == ~_maxCode ? Tokens.Mode : Tokens.Of(error, 0, classBits, ~_maxCode);
            int rest = token == Tokens.Mode ? 0 : Math.Abs(error) - Tokens.Least(token, classBits);
            int bits = Tokens.IsOpen(token) ? Open : Tokens.Bits(token, classBits);
            return ((uint)TokenLanes.Mark(token) << (CountBits + RestBits)) | ((uint)rest << CountBits) | (uint)bits;
        })];
    }

    /// <summary>Those of 2^<paramref name="classBits"/> errors in the smallest class.</summary>
    public static ErrorClasses Of(int bitDepth, int classBits) => All.GetOrAdd((bitDepth, classBits), key => new ErrorClasses(key.BitDepth, key.ClassBits));

    /// <summary>Bits of the smallest class that suit errors of this sum.</summary>
    public static int ClassBits(int count, long sum) => Math.Max(0, BitOperations.Log2((uint)(sum * 2 / (count + 1)) | 1) - 2);

    /// <summary>Errors to marks and even bits.</summary>
    /// <param name="coder">Takes the even bits.</param>
    /// <param name="errors">As <see cref="FixedPrediction.Errors"/> gives them.</param>
    /// <param name="marks">As many.</param>
    public void Write(ref RangeEncoder coder, ReadOnlySpan<short> errors, Span<ushort> marks)
    {
        // A variable of its own stays in registers; that of the caller cannot.
        RangeEncoder even = coder;
        ref uint zero = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_entries), _maxCode + 1);
        ref ushort mark = ref MemoryMarshal.GetReference(marks);
        for (nint x = 0; x < errors.Length; x++)
        {
            uint entry = Unsafe.Add(ref zero, Unsafe.Add(ref MemoryMarshal.GetReference(errors), x));
            Unsafe.Add(ref mark, x) = (ushort)(entry >> (CountBits + RestBits));
            uint rest = (entry >> CountBits) & ((1 << RestBits) - 1);
            int count = (int)(entry & Open);
            if (count == Open)
            {
                coder = even;
                Escape(ref coder, (int)rest);
                even = coder;
            }
            else
            {
                even.Bits(rest, count);
            }
        }

        coder = even;
    }

    /// <summary>Marks and even bits to the elements of a row.</summary>
    /// <param name="coder">Gives the even bits.</param>
    /// <param name="marks">One an element.</param>
    /// <param name="prediction">The channel's.</param>
    /// <param name="key">The channel's mode.</param>
    /// <param name="above">The row above, from its first element on.</param>
    /// <param name="row">Where they go, likewise; what stands left of it is there.</param>
    public void Read(ref RangeDecoder coder, ReadOnlySpan<ushort> marks, in FixedPrediction prediction, int key, ref short above, ref short row)
    {
        RangeDecoder even = coder;
        FixedPrediction predicts = prediction;
        ref int tokens = ref MemoryMarshal.GetArrayDataReference(_tokens);
        int max = _maxCode;
        int west = Unsafe.Add(ref row, -1);
        for (nint x = 0; x < marks.Length; x++)
        {
            int token = TokenLanes.Token(Unsafe.Add(ref MemoryMarshal.GetReference(marks), x));
            int entry = Unsafe.Add(ref tokens, token);
            int size = (entry >> 8) + (int)even.Bits(0, entry & 0xFF);
            if (Tokens.IsOpen(token))
            {
                coder = even;
                size = (entry >> 8) + Escape(ref coder, 0);
                even = coder;
            }

            // No encoder leaves the range; what else comes stays within it, and is found out by the check of the whole.
            int sign = Tokens.Sign(token);
            int error = (size ^ sign) - sign;
            int mode = -Branchless.Equal(token, Tokens.Mode);
            int kept = max & ~mode;
            int set = key & mode;
            west = ((predicts.Predict(ref Unsafe.Add(ref above, x), west) + error) & kept) | set;
            Unsafe.Add(ref row, x) = (short)west;
        }

        coder = even;
    }

    // Exp-Golomb of order k + 3: rare where the classes suit the errors.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Escape<TCoder>(ref TCoder coder, int rest)
        where TCoder : IRangeCoder, allows ref struct
    {
        int order = _classBits + Tokens.OpenOrder;
        uint quotient = ((uint)rest >> order) + 1;
        int length = BitOperations.Log2(quotient);
        int n = 0;
        while (n < Tokens.EscapeBits - 1 && coder.Bits(n < length ? 1u : 0, 1) != 0)
        {
            n++;
        }

        int whole = (int)((1u << n) | coder.Bits(quotient & ((1u << n) - 1), n)) - 1;
        return (whole << order) | (int)coder.Bits((uint)rest & ((1u << order) - 1), order);
    }
}
