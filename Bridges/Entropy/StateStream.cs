using System.Buffers;
using System.Buffers.Binary;

namespace VideoFeat.Bridges.Entropy;

/// <summary>
/// What adaptive parts have learned, to bytes or back: a part is written once for both directions and so agrees with itself. What it lacks when it reads is zeros,
/// and <see cref="IsWhole"/> tells. Little-endian.
/// </summary>
internal sealed class StateStream
{
    // A learned probability may still move by 1/64 of the way: other sets are like those that it was learned from, not the same.
    private const int SlowestStart = 65536 / 64;
    private const int HalvingsBits = 4;

    private readonly ArrayBufferWriter<byte>? _target;
    private readonly ReadOnlyMemory<byte> _source;
    private int _at;

    /// <summary>Writes.</summary>
    public StateStream() => _target = new ArrayBufferWriter<byte>();

    /// <summary>Reads.</summary>
    public StateStream(ReadOnlyMemory<byte> source) => _source = source;

    /// <summary>What was written.</summary>
    public byte[] Written => _target!.WrittenSpan.ToArray();

    /// <summary>True where as many bytes were read as there are.</summary>
    public bool IsWhole => _at == _source.Length;

    /// <summary>Bytes as they are.</summary>
    public void Bytes(Span<byte> values)
    {
        foreach (ref byte value in values)
        {
            value = (byte)Word(value, 1);
        }
    }

    /// <summary>Numbers of 15 bits.</summary>
    public void Numbers(Span<short> values)
    {
        foreach (ref short value in values)
        {
            value = (short)(Word((ushort)value, 2) & 0x7FFF);
        }
    }

    /// <summary>One number of 24 bits.</summary>
    public int Number(int value) => Word((ushort)value, 2) | (Word(value >> 16, 1) << 16);

    /// <summary>Weights without their lowest <paramref name="shift"/> bits, 16 bits each.</summary>
    public void Weights(Span<int> values, int shift)
    {
        foreach (ref int value in values)
        {
            value = (short)Word((ushort)Math.Clamp(value >> shift, short.MinValue, short.MaxValue), 2) << shift;
        }
    }

    /// <summary>Counters of a <see cref="WideMixer"/>: 12 bits of the probability, and the rate as halvings.</summary>
    public void Mixed(Span<uint> counters)
    {
        foreach (ref uint counter in counters)
        {
            uint rate = counter & 0xFFFF;
            int halvings = 0;
            while (halvings < 15 && (32768u >> (halvings + 1)) >= rate)
            {
                halvings++;
            }

            int word = Word((int)(counter >> 20 << HalvingsBits) | halvings, 2);
            uint probability = ((uint)word >> HalvingsBits << 4) | 8;
            counter = (probability << 16) | (uint)Math.Max(SlowestStart, 32768 >> (word & 15));
        }
    }

    /// <summary><see cref="BitCounter"/>s: 16 bits of the probability, and what they have seen up to 31.</summary>
    public void Counters(Span<uint> counters)
    {
        foreach (ref uint counter in counters)
        {
            uint probability = (uint)Word((int)(counter >> 16), 2);
            counter = (probability << 16) | (uint)Math.Min(31, Word((int)Math.Min(31, counter & 1023), 1));
        }
    }

    private int Word(int value, int bytes)
    {
        Span<byte> word = stackalloc byte[2];
        if (_target is not null)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(word, (ushort)value);
            _target.Write(word[..bytes]);
            return bytes == 1 ? value & 0xFF : value & 0xFFFF;
        }

        int at = _at;
        _at = Math.Min(at + bytes, int.MaxValue - 8);
        return at + bytes > _source.Length ? 0 : bytes == 1 ? _source.Span[at] : BinaryPrimitives.ReadUInt16LittleEndian(_source.Span[at..]);
    }
}
