using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace VideoFeat.Bridges.Entropy;

/// <summary>
/// The encoding half of the range coder: an interval of 64 bits that gives off 32 at a time and carries into what it has written. 64 bits keep a
/// probability of 16 bits exact (a 32-bit interval loses up to 2^-8 of it) and come to normalizing once in 32 bits instead of once in 8.
/// Even bits may go beside it, into a stream of their own, which is faster. Write with one coder, then <see cref="Finish"/>. A mutable structure: hand it on by reference.
/// </summary>
internal struct RangeEncoder : IRangeCoder
{
    private byte[] _bytes;
    private int _length;
    private ulong _low;
    private ulong _range;
    private byte[]? _even;
    private int _evenLength;
    private ulong _evenBits;
    private int _evenCount;

    /// <summary>A coder that starts with room for so many bytes and grows.</summary>
    /// <param name="capacity">Bytes.</param>
    /// <param name="evenAside">True where even bits have a stream of their own; a decoder must know.</param>
    public RangeEncoder(int capacity, bool evenAside = false)
    {
        _bytes = new byte[Math.Max(16, capacity)];
        _even = evenAside ? new byte[_bytes.Length] : null;
        _range = RangeLimits.First;
    }

    /// <inheritdoc/>
    public static bool Decodes => false;

    /// <inheritdoc/>
    public readonly bool IsExhausted => false;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Bit(int bit, uint one)
    {
        // Without a branch on what is hard to foresee: the mask is all ones for 0.
        ulong bound = (_range >> 16) * one;
        ulong zero = (ulong)(long)(bit - 1);
        Add(bound & zero);
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
        // The least likely decision takes 11 bits.
        while (_bytes.Length - _length < (2 * bits.Length) + 8)
        {
            _bytes = Grown(_bytes);
        }

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
        if (_even is not null)
        {
            _evenBits |= (ulong)value << _evenCount;
            _evenCount += count;
            if (_evenCount >= 32)
            {
                _even = Reserve(_even, _evenLength);
                BinaryPrimitives.WriteUInt32LittleEndian(_even.AsSpan(_evenLength), (uint)_evenBits);
                _evenLength += 4;
                _evenBits >>= 32;
                _evenCount -= 32;
            }

            return value;
        }

        _range >>= count;
        Add(_range * value);
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
        ulong below = unit * cumulative[symbol];
        Add(below);

        // The last symbol takes what the division left over, as in the decoder.
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
        ref short row = ref MemoryMarshal.GetReference(cumulative);
        ulong unit = _range >> RangeLimits.NibbleBits;
        int below = Unsafe.Add(ref row, symbol);
        Add(unit * (ulong)below);
        _range = unit * (ulong)((Unsafe.Add(ref row, symbol + 1) - below) & 0x7FFF);
        if (_range <= uint.MaxValue)
        {
            // Not by Normalize: a coder that a loop keeps in a variable of its own stays in registers only where no call takes its address.
            _bytes = Reserve(_bytes, _length);
            BinaryPrimitives.WriteUInt32BigEndian(_bytes.AsSpan(_length), (uint)(_low >> 32));
            _length += 4;
            _low <<= 32;
            _range <<= 32;
        }

        return symbol;
    }

    /// <summary>
    /// Ends the stream with the fewest bytes that still name the interval; a decoder reads zeros behind them. Gives all bytes. With even bits aside: how many the interval
    /// has, as <see cref="LengthPrefix"/>; those; and the even bits, lowest first, filled up with zeros.
    /// </summary>
    public ReadOnlySpan<byte> Finish()
    {
        int length = FinishInterval();
        if (_even is null)
        {
            return _bytes.AsSpan(0, length);
        }

        for (; _evenCount > 0; _evenCount -= 8, _evenBits >>= 8)
        {
            _even = Reserve(_even, _evenLength);
            _even[_evenLength++] = (byte)_evenBits;
        }

        return (byte[])[.. LengthPrefix.Put(_bytes.AsSpan(0, length)), .. _even.AsSpan(0, _evenLength)];
    }

    // Everything in variables of its own, so that it stays in registers.
    private void Run(scoped ReadOnlySpan<byte> bits, ref PairCounter counter)
    {
        uint slowShare = counter.SlowShare, fastShare = counter.FastShare;
        ulong slowGain = PairCounter.Gain(slowShare), fastGain = PairCounter.Gain(fastShare);
        (ulong slow, ulong fast, ulong low, ulong range, int length) = (counter.Slow, counter.Fast, _low, _range, _length);
        ref byte to = ref MemoryMarshal.GetArrayDataReference(_bytes);
        ref byte bit = ref MemoryMarshal.GetReference(bits);
        ref byte end = ref Unsafe.Add(ref bit, bits.Length);
        for (; Unsafe.IsAddressLessThan(ref bit, ref end); bit = ref Unsafe.Add(ref bit, 1))
        {
            ulong zero = bit - 1ul;
            ulong bound = (range >> 16) * PairCounter.P16(slow, fast);
            slow = PairCounter.Faded(slow, slowShare) + (slowGain & ~zero);
            fast = PairCounter.Faded(fast, fastShare) + (fastGain & ~zero);
            ulong below = bound & zero;
            ulong next = unchecked(low + below);
            if (next < low)
            {
                // As Carry; a call would push the loop's variables out of registers.
                for (int i = length - 1; ++Unsafe.Add(ref to, i) == 0; i--)
                {
                }
            }

            low = next;
            range = ((range - bound) & zero) + (bound - below);
            if (range <= uint.MaxValue)
            {
                uint word = (uint)(low >> 32);
                Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, length), BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(word) : word);
                length += 4;
                low <<= 32;
                range <<= 32;
            }
        }

        counter = counter.Moved(slow, fast, bits.Length);
        (_low, _range, _length) = (low, range, length);
    }

    private int FinishInterval()
    {
        for (int kept = 0; ; kept++)
        {
            ulong mask = kept == 8 ? 0 : ulong.MaxValue >> (8 * kept);
            ulong value = unchecked(_low + mask) & ~mask;
            if (unchecked(value - _low) < _range)
            {
                if (value < _low)
                {
                    Carry(_bytes, _length);
                }

                _bytes = Reserve(_bytes, _length);
                BinaryPrimitives.WriteUInt64BigEndian(_bytes.AsSpan(_length), value);
                return _length + kept;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add(ulong below)
    {
        ulong low = unchecked(_low + below);
        if (low < _low)
        {
            Carry(_bytes, _length);
        }

        _low = low;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Normalize()
    {
        _bytes = Reserve(_bytes, _length);
        BinaryPrimitives.WriteUInt32BigEndian(_bytes.AsSpan(_length), (uint)(_low >> 32));
        _length += 4;
        _low <<= 32;
        _range <<= 32;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte[] Reserve(byte[] bytes, int length) => length + 8 > bytes.Length ? Grown(bytes) : bytes;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte[] Grown(byte[] bytes)
    {
        Array.Resize(ref bytes, checked(bytes.Length * 2));
        return bytes;
    }

    // A carry stops at the first byte that is not FF; one that ran over all would mean an interval beyond 1.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Carry(byte[] bytes, int length)
    {
        for (int i = length - 1; ++bytes[i] == 0; i--)
        {
        }
    }
}
