using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace VideoFeat.Bridges.Entropy;

/// <summary>
/// The decoding half of the range coder: safe on any bytes. It reads zeros behind the end, so a wrong stream gives wrong values, never a fault;
/// <see cref="IsWhole"/> tells afterwards whether the bytes were as many as an encoder would have written.
/// </summary>
internal ref struct RangeDecoder : IRangeCoder
{
    private readonly ReadOnlySpan<byte> _bytes;
    private int _next;
    private ulong _code;
    private ulong _range;

    /// <summary>Starts on the bytes of one <see cref="RangeEncoder.Finish"/>.</summary>
    public RangeDecoder(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes;
        _code = (ulong)Word() << 32;
        _code |= Word();
        _range = RangeLimits.First;
    }

    /// <summary>True where all bytes were used and no more than the eight behind the end that an encoder leaves away.</summary>
    public readonly bool IsWhole => _next >= _bytes.Length && _next <= _bytes.Length + 8L;

    /// <inheritdoc/>
    public readonly bool IsExhausted => _next > _bytes.Length + 8L;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Bit(int bit, uint one)
    {
        ulong bound = (_range >> 16) * one;
        if (_code < bound)
        {
            _range = bound;
            bit = 1;
        }
        else
        {
            _code -= bound;
            _range -= bound;
            bit = 0;
        }

        if (_range <= uint.MaxValue)
        {
            Normalize();
        }

        return bit;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Bits(uint value, int count)
    {
        // Bit by bit without a branch: cheaper than a division. The upper half is never more than 2^63 long, so the difference has a sign.
        _range >>= count;
        value = 0;
        for (int i = count - 1; i >= 0; i--)
        {
            ulong half = _range << i;
            ulong rest = unchecked(_code - half);
            ulong below = (ulong)((long)rest >> 63);
            _code = unchecked(rest + (half & below));
            value = (value << 1) | (uint)(1 + (int)below);
        }

        if (_range <= uint.MaxValue)
        {
            Normalize();
        }

        return value;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Symbol(int symbol, ReadOnlySpan<ushort> cumulative, int precision)
    {
        ulong unit = _range >> precision;
        uint target = (uint)Math.Min(_code / unit, (1ul << precision) - 1);
        symbol = Find(cumulative, target);
        ulong below = unit * cumulative[symbol];
        _code -= below;
        _range = symbol == cumulative.Length - 2 ? _range - below : (unit * cumulative[symbol + 1]) - below;
        if (_range <= uint.MaxValue)
        {
            Normalize();
        }

        return symbol;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Nibble(int symbol, ReadOnlySpan<short> cumulative, int precision, MixerWidth width)
    {
        ulong unit = _range >> precision;
        int target = (int)Math.Min(_code / unit, (1ul << precision) - 1);
        if (width == MixerWidth.Vector256)
        {
            Vector256<short> above = Vector256.GreaterThan(Vector256.Create(cumulative), Vector256.Create((short)target));
            symbol = BitOperations.TrailingZeroCount(above.ExtractMostSignificantBits() | 0x10000u) - 1;
        }
        else
        {
            symbol = 15;
            while (cumulative[symbol] > target)
            {
                symbol--;
            }
        }

        ulong below = unit * (ulong)cumulative[symbol];
        _code -= below;
        _range = symbol == cumulative.Length - 1 ? _range - below : unit * (ulong)(cumulative[symbol + 1] - cumulative[symbol]);
        if (_range <= uint.MaxValue)
        {
            Normalize();
        }

        return symbol;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Normalize()
    {
        _code = (_code << 32) | Word();
        _range <<= 32;
    }

    // The symbol i whose span [cumulative[i], cumulative[i + 1]) holds the target.
    private static int Find(ReadOnlySpan<ushort> cumulative, uint target)
    {
        int low = 0;
        int high = cumulative.Length - 1;
        while (high - low > 1)
        {
            int middle = (low + high) >> 1;
            (low, high) = cumulative[middle] <= target ? (middle, high) : (low, middle);
        }

        return low;
    }

    private uint Word()
    {
        int at = _next;
        _next = at > int.MaxValue - 8 ? at : at + 4;
        if (at <= _bytes.Length - 4)
        {
            return BinaryPrimitives.ReadUInt32BigEndian(_bytes[at..]);
        }

        uint word = 0;
        for (int i = 0; i < 4; i++)
        {
            word = (word << 8) | (at + i < _bytes.Length ? _bytes[at + i] : 0u);
        }

        return word;
    }
}
