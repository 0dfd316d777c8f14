using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace VideoFeat.Bridges.Entropy;

/// <summary>
/// The encoding half of the range coder: an interval of 64 bits that gives off 32 at a time and carries into what it has written. 64 bits keep a
/// probability of 16 bits exact (a 32-bit interval loses up to 2^-8 of it) and come to normalizing once in 32 bits instead of once in 8.
/// Write with one coder, then <see cref="Finish"/>. A mutable structure: hand it on by reference.
/// </summary>
internal struct RangeEncoder : IRangeCoder
{
    private byte[] _bytes;
    private int _length;
    private ulong _low;
    private ulong _range;

    /// <summary>A coder that starts with room for so many bytes and grows.</summary>
    public RangeEncoder(int capacity)
    {
        _bytes = new byte[Math.Max(16, capacity)];
        _range = RangeLimits.First;
    }

    /// <inheritdoc/>
    public readonly bool IsExhausted => false;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Bit(int bit, uint one)
    {
        ulong bound = (_range >> 16) * one;
        if (bit != 0)
        {
            _range = bound;
        }
        else
        {
            Add(bound);
            _range -= bound;
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
    public int Nibble(int symbol, ReadOnlySpan<short> cumulative, int precision, MixerWidth width)
    {
        ulong unit = _range >> precision;
        ulong below = unit * (ulong)cumulative[symbol];
        Add(below);
        _range = symbol == cumulative.Length - 1 ? _range - below : unit * (ulong)(cumulative[symbol + 1] - cumulative[symbol]);
        if (_range <= uint.MaxValue)
        {
            Normalize();
        }

        return symbol;
    }

    /// <summary>Ends the stream with the fewest bytes that still name the interval; a decoder reads zeros behind them. Gives all bytes.</summary>
    public ReadOnlySpan<byte> Finish()
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
                return _bytes.AsSpan(0, _length + kept);
            }
        }
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
