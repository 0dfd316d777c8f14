using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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
    private readonly bool _evenAside;
    private readonly ReadOnlySpan<byte> _even;
    private long _evenBit;

    /// <summary>Starts on the bytes of one <see cref="RangeEncoder.Finish"/>.</summary>
    /// <param name="bytes">All of them.</param>
    /// <param name="evenAside">True where even bits have a stream of their own.</param>
    public RangeDecoder(ReadOnlySpan<byte> bytes, bool evenAside = false)
    {
        _evenAside = evenAside;
        if (evenAside)
        {
            ReadOnlySpan<byte> rest = bytes;
            bytes = LengthPrefix.Take(ref rest);
            _even = rest;
        }

        _bytes = bytes;
        _code = (ulong)Word() << 32;
        _code |= Word();
        _range = RangeLimits.First;
    }

    /// <inheritdoc/>
    public static bool Decodes => true;

    /// <summary>True where all bytes were used and no more than the eight behind the interval's end that an encoder leaves away.</summary>
    public readonly bool IsWhole => _next >= _bytes.Length && _next <= _bytes.Length + 8L && (_evenBit + 7) / 8 == _even.Length;

    /// <inheritdoc/>
    public readonly bool IsExhausted => _next > _bytes.Length + 8L || (_evenBit + 7) / 8 > _even.Length;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Bit(int bit, uint one)
    {
        ulong bound = (_range >> 16) * one;
        bit = _code < bound ? 1 : 0;
        ulong zero = (ulong)(long)(bit - 1);
        _code -= bound & zero;
        _range = (bound & ~zero) + ((_range - bound) & zero);

        if (_range <= uint.MaxValue)
        {
            Normalize();
        }

        return bit;
    }

    /// <inheritdoc/>
    public void Row(scoped Span<byte> bits, ref PairCounter counter)
    {
        for (int count; !bits.IsEmpty; bits = bits[count..])
        {
            count = counter.Settled(bits.Length);
            Run(bits[..count], ref counter);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Bits(uint value, int count)
    {
        if (_evenAside)
        {
            int at = (int)Math.Min(_evenBit >> 3, _even.Length);
            ulong bits = at <= _even.Length - 8 ? Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref MemoryMarshal.GetReference(_even), at)) : EvenTail(_even, at);
            bits = BitConverter.IsLittleEndian || at > _even.Length - 8 ? bits : BinaryPrimitives.ReverseEndianness(bits);
            value = (uint)(bits >> (int)(_evenBit & 7)) & ((1u << count) - 1);
            _evenBit += count;
            return value;
        }

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
    public int Nibble(int symbol, ReadOnlySpan<short> cumulative, MixerWidth width)
    {
        ulong unit = _range >> RangeLimits.NibbleBits;
        int target = (int)Math.Min(_code / unit, (1ul << RangeLimits.NibbleBits) - 1);
        ref short row = ref MemoryMarshal.GetReference(cumulative);
        if (width == MixerWidth.Vector256)
        {
            Vector256<short> above = Vector256.GreaterThan(Vector256.LoadUnsafe(ref row), Vector256.Create((short)target));
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

        int below = Unsafe.Add(ref row, symbol);
        _code -= unit * (ulong)below;
        _range = unit * (ulong)((Unsafe.Add(ref row, symbol + 1) - below) & 0x7FFF);
        if (_range <= uint.MaxValue)
        {
            // Not by Normalize: a coder that a loop keeps in a variable of its own stays in registers only where no call takes its address.
            _code = (_code << 32) | Word(_bytes, _next);
            _next = Next(_next);
            _range <<= 32;
        }

        return symbol;
    }

    // Everything in variables of its own, so that it stays in registers. With a branch: a guess that is often right is faster than waiting for the bit.
    private void Run(scoped Span<byte> bits, ref PairCounter counter)
    {
        uint slowShare = counter.SlowShare, fastShare = counter.FastShare;
        ulong slowGain = PairCounter.Gain(slowShare), fastGain = PairCounter.Gain(fastShare);
        (ulong slow, ulong fast, ulong code, ulong range, int next) = (counter.Slow, counter.Fast, _code, _range, _next);
        ReadOnlySpan<byte> bytes = _bytes;
        foreach (ref byte bit in bits)
        {
            ulong bound = (range >> 16) * PairCounter.P16(slow, fast);
            slow = PairCounter.Faded(slow, slowShare);
            fast = PairCounter.Faded(fast, fastShare);
            if (code < bound)
            {
                bit = 1;
                slow += slowGain;
                fast += fastGain;
                range = bound;
            }
            else
            {
                bit = 0;
                code -= bound;
                range -= bound;
            }

            if (range <= uint.MaxValue)
            {
                code = (code << 32) | Word(bytes, next);
                next = Next(next);
                range <<= 32;
            }
        }

        counter = counter.Moved(slow, fast, bits.Length);
        (_code, _range, _next) = (code, range, next);
    }

    // Even bits near the end, zeros behind it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong EvenTail(ReadOnlySpan<byte> even, int at)
    {
        ulong bits = 0;
        for (int i = even.Length - 1; i >= at; i--)
        {
            bits = (bits << 8) | even[i];
        }

        return bits;
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
        uint word = Word(_bytes, _next);
        _next = Next(_next);
        return word;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Next(int at) => at > int.MaxValue - 8 ? at : at + 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Word(ReadOnlySpan<byte> bytes, int at) => at <= bytes.Length - 4 ? BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]) : Tail(bytes, at);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static uint Tail(ReadOnlySpan<byte> bytes, int at)
    {
        uint word = 0;
        for (int i = 0; i < 4; i++)
        {
            word = (word << 8) | (at + i < bytes.Length ? bytes[at + i] : 0u);
        }

        return word;
    }
}
