using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace VideoFeat.Packing.Header;

/// <summary>Fields and the primitives within them; the mirror of <see cref="FieldReader"/>.</summary>
internal sealed class FieldWriter
{
    private readonly ArrayBufferWriter<byte> _buffer = new(256);

    public ReadOnlySpan<byte> Written => _buffer.WrittenSpan;

    /// <summary>A tag, the value's length and the value.</summary>
    public FieldWriter Field(byte tag, Action<FieldWriter> value)
    {
        var inner = new FieldWriter();
        value(inner);
        return Byte(tag).Varint((ulong)inner.Written.Length).Bytes(inner.Written);
    }

    public FieldWriter Byte(byte value) => Bytes([value]);

    /// <summary>LEB128: seven bits a byte, lowest first, bit 7 set in all bytes but the last.</summary>
    public FieldWriter Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            Byte((byte)(value | 0x80));
        }

        return Byte((byte)value);
    }

    public FieldWriter Varint(int value) => Varint((ulong)(uint)value);

    /// <summary>A varint of whole microseconds; what is out of 0..2^32-1 saturates.</summary>
    public FieldWriter Microseconds(TimeSpan time) => Varint((ulong)Math.Clamp(time.Ticks / TimeSpan.TicksPerMicrosecond, 0, uint.MaxValue));

    public FieldWriter UInt16(ushort value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(_buffer.GetSpan(2), value);
        _buffer.Advance(2);
        return this;
    }

    public FieldWriter UInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_buffer.GetSpan(4), value);
        _buffer.Advance(4);
        return this;
    }

    public FieldWriter UInt64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_buffer.GetSpan(8), value);
        _buffer.Advance(8);
        return this;
    }

    public FieldWriter Single(float value) => UInt32(BitConverter.SingleToUInt32Bits(value));

    public FieldWriter Bytes(ReadOnlySpan<byte> bytes)
    {
        _buffer.Write(bytes);
        return this;
    }

    /// <exception cref="ArgumentException">The text takes more bytes than the field may hold, or has control characters.</exception>
    public FieldWriter Text(string text, int maxBytes, string what)
    {
        if (text.Any(char.IsControl))
        {
            throw new ArgumentException($"The {what} '{string.Concat(text.Where(c => !char.IsControl(c)))}' has control characters; the feature header allows none.");
        }

        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return bytes.Length <= maxBytes
            ? Bytes(bytes)
            : throw new ArgumentException($"The {what} '{text}' takes {bytes.Length} bytes of UTF-8; the feature header allows {maxBytes}.");
    }

    /// <summary>Floats in the shorter of two forms: all in 4 bytes, or their upper halves in 2 with those listed behind that need 4.</summary>
    public FieldWriter Floats(ReadOnlySpan<float> values)
    {
        var halves = new FieldWriter();
        var wide = new FieldWriter();
        int wideCount = 0;
        for (int i = 0; i < values.Length; i++)
        {
            uint bits = BitConverter.SingleToUInt32Bits(values[i]);
            bool fits = (bits & 0xFFFF) == 0;
            halves.UInt16(fits ? (ushort)(bits >> 16) : (ushort)0);
            if (!fits)
            {
                wide.Varint(i).UInt32(bits);
                wideCount++;
            }
        }

        halves.Varint(wideCount).Bytes(wide.Written);
        if (halves.Written.Length < values.Length * 4)
        {
            return Varint(((ulong)values.Length << 1) | 1).Bytes(halves.Written);
        }

        Varint((ulong)values.Length << 1);
        foreach (float value in values)
        {
            Single(value);
        }

        return this;
    }
}
