using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.CompilerServices;
using VideoFeat.Bridges.Entropy;

namespace VideoFeat.Bridges.NearLossless;

/// <summary>
/// An element as one of 16 tokens and a few bits behind it. Token 15: the channel's mode. Token 7: the prediction itself. Tokens 6..0 below it and 8..14 above it are
/// classes of 1, 1, 1, 2, 4 and 8 times 2^k differences; the outermost is open. k grows with the errors around, so that most classes stay few. No branch hangs on the token but that of the
/// open class, which is rare: it would be foreseen wrongly every other time.
/// </summary>
internal sealed class Tokens(int bitDepth)
{
    /// <summary>Bits of a row of <see cref="Classes"/> that hold k.</summary>
    public const int ClassBits = 4;

    /// <summary>The channel's mode.</summary>
    public const int Mode = 15;

    /// <summary>What is beyond an open class comes as an Exp-Golomb number of this order and k.</summary>
    public const int OpenOrder = 3;

    /// <summary>Its prefix is shorter than this.</summary>
    public const int EscapeBits = 16;

    private const int ZeroToken = 7;
    private const int MostUnits = 17;
    private const int OpenTokens = 1 | (1 << 14);
    private const uint EscapeLimit = 120;

    private static readonly ConcurrentDictionary<int, ushort[]> AllClasses = new();

    private readonly uint[] _escapes = [.. Enumerable.Repeat(BitCounter.Initial, 16 * EscapeBits)];
    private readonly int _maxCode = (1 << bitDepth) - 1;

    // For each token: the units of 2^k before its class; 1 where its least difference is not 0; and the bits behind it beyond k, -16 where none are.
    private static ReadOnlySpan<byte> UnitsBefore => [17, 9, 5, 3, 2, 1, 0, 0, 0, 1, 2, 3, 5, 9, 17, 0];

    private static ReadOnlySpan<byte> LeastOfAll => [1, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 0];

    private static ReadOnlySpan<sbyte> MoreBits => [-16, 3, 2, 1, 0, 0, 0, -16, 0, 0, 0, 1, 2, 3, -16, -16];

    // The class of a difference of so many units, counted up.
    private static ReadOnlySpan<byte> ClassOf => [0, 1, 2, 3, 4, 4, 5, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 6, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>For each activity 3(|e W| + |e N|) + |e NW| + |e NE|: its level times 2^<see cref="ClassBits"/>, plus k.</summary>
    public static ushort[] Classes(int bitDepth) => AllClasses.GetOrAdd(bitDepth, bits => [.. Enumerable.Range(0, 8 << bits).Select(activity =>
        (ushort)((Levels.Of(activity >> (bits - 8)) << ClassBits) + Math.Max(0, BitOperations.Log2((uint)(activity * 22 >> 7) | 1) - 1)))]);

    /// <summary>Writes or reads what has been learned.</summary>
    public void State(StateStream state) => state.Counters(_escapes);

    /// <summary>The token of an element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Of(int value, int p, int k, int key)
    {
        int difference = value - p;
        int sign = difference >> 31;
        int units = Branchless.Min((((difference ^ sign) - sign) + (1 << k) - 1) >> k, MostUnits + 1);
        int token = ZeroToken + ((ClassOf[units & 31] ^ sign) - sign);
        return Branchless.Select(Branchless.Equal(value, key), Mode, token);
    }

    /// <summary>True of the two tokens whose class has no end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsOpen(int token) => (OpenTokens >> token & 1) != 0;

    /// <summary>-1 for what is below the prediction, else 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Sign(int token) => (token - ZeroToken) >> 31;

    /// <summary>The smallest difference of a token's class.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Least(int token, int k) => (UnitsBefore[token & 15] << k) + LeastOfAll[token & 15];

    /// <summary>Bits that say which difference of its class it is; 0 of an open one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Bits(int token, int k) => Branchless.Max(0, k + MoreBits[token & 15]);

    /// <summary>The element of a token, and what stands behind it.</summary>
    /// <param name="coder">Encoder or decoder.</param>
    /// <param name="token">0..15.</param>
    /// <param name="value">The element; a decoder ignores it.</param>
    /// <param name="p">Its prediction.</param>
    /// <param name="k">Bits of a class.</param>
    /// <param name="key">The mode; -1 in a channel whose elements do not ask for it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Value<TCoder>(ref TCoder coder, int token, int value, int p, int k, int key)
        where TCoder : IRangeCoder, allows ref struct
    {
        int least = Least(token, k);
        int bits = Bits(token, k);
        int size = least + (int)coder.Bits((uint)(Branchless.Abs(value - p) - least) & ((1u << bits) - 1), bits);
        if (IsOpen(token))
        {
            size = least + Escape(ref coder, Branchless.Abs(value - p) - least, k);
        }

        // No encoder leaves the range; what else comes stays within it, and is found out by the check of the whole.
        int sign = Sign(token);
        int from = Branchless.Select(Branchless.Equal(token, Mode), key, p);
        int element = (from + ((size ^ sign) - sign)) & _maxCode;
        return TCoder.Decodes ? element : value;
    }

    // Exp-Golomb with adaptive prefix.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Escape<TCoder>(ref TCoder coder, int rest, int k)
        where TCoder : IRangeCoder, allows ref struct
    {
        int order = k + OpenOrder;
        uint quotient = ((uint)rest >> order) + 1;
        int length = BitOperations.Log2(quotient);
        int n = 0;
        while (n < EscapeBits - 1)
        {
            ref uint counter = ref _escapes[(k * EscapeBits) + n];
            int more = coder.Bit(n < length ? 1 : 0, BitCounter.P16(counter));
            BitCounter.Update(ref counter, more, EscapeLimit);
            if (more == 0)
            {
                break;
            }

            n++;
        }

        int whole = (int)((1u << n) | coder.Bits(quotient & ((1u << n) - 1), n)) - 1;
        return Math.Min((whole << order) | (int)coder.Bits((uint)rest & ((1u << order) - 1), order), _maxCode);
    }
}
