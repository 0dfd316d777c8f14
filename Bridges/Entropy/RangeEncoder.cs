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
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Bits(uint value, int count)
    {
        if (_even is not null)
        {
            _evenBits |= (ulong)value << _evenCount;
            _evenCount += count;
            if (_evenCount >= 32)
            {
                WriteEven();
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
        Add(unit * (ulong)Unsafe.Add(ref row, symbol));
        _range = unit * (ulong)((Unsafe.Add(ref row, symbol + 1) - Unsafe.Add(ref row, symbol)) & 0x7FFF);
        if (_range <= uint.MaxValue)
        {
            Normalize();
        }

        return symbol;
    }

    /// <summary>
    /// Ends the stream with the fewest bytes that still name the interval; a decoder reads zeros behind them. Gives all bytes. With even bits aside: how many the interval
    /// has, as a varint of seven bits a byte, lowest first; those; and the even bits, lowest first, filled up with zeros.
    /// </summary>
    public ReadOnlySpan<byte> Finish()
    {
        int length = FinishInterval();
        if (_even is null)
        {
            return _bytes.AsSpan(0, length);
        }

        while (_evenCount > 0)
        {
            WriteEven();
        }

        Span<byte> prefix = stackalloc byte[5];
        int digits = 0;
        uint rest = (uint)length;
        do
        {
            prefix[digits++] = (byte)((rest & 0x7F) | (rest > 0x7F ? 0x80u : 0));
            rest >>= 7;
        }
        while (rest > 0);
        return (byte[])[.. prefix[..digits], .. _bytes.AsSpan(0, length), .. _even.AsSpan(0, _evenLength)];
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
                    Carry();
                }

                Reserve();
                BinaryPrimitives.WriteUInt64BigEndian(_bytes.AsSpan(_length), value);
                return _length + kept;
            }
        }
    }

    // 32 even bits, or what is left of them.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WriteEven()
    {
        if (_evenLength + 4 > _even!.Length)
        {
            Array.Resize(ref _even, checked(_even.Length * 2));
        }

        BinaryPrimitives.WriteUInt32LittleEndian(_even.AsSpan(_evenLength), (uint)_evenBits);
        _evenLength += Math.Min(4, (_evenCount + 7) / 8);
        _evenBits >>= 32;
        _evenCount = Math.Max(0, _evenCount - 32);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add(ulong below)
    {
        ulong low = unchecked(_low + below);
        if (low < _low)
        {
            Carry();
        }

        _low = low;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Normalize()
    {
        Reserve();
        BinaryPrimitives.WriteUInt32BigEndian(_bytes.AsSpan(_length), (uint)(_low >> 32));
        _length += 4;
        _low <<= 32;
        _range <<= 32;
    }

    private void Reserve()
    {
        if (_length + 8 > _bytes.Length)
        {
            Array.Resize(ref _bytes, checked(_bytes.Length * 2));
        }
    }

    // A carry stops at the first byte that is not FF; one that ran over all would mean an interval beyond 1.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly void Carry()
    {
        for (int i = _length - 1; ++_bytes[i] == 0; i--)
        {
        }
    }
}
