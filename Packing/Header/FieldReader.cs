using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace VideoFeat.Packing.Header;

/// <summary>Fields and the primitives within them; the mirror of <see cref="FieldWriter"/>. What runs over the end reads as 0 and sets <see cref="Failed"/>.</summary>
internal ref struct FieldReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>True once something was not there or not well formed.</summary>
    public bool Failed { get; private set; }

    /// <summary>True where everything was well formed and nothing is left.</summary>
    public readonly bool Done => !Failed && _rest.IsEmpty;

    public readonly bool AtEnd => _rest.IsEmpty;

    public readonly int Left => _rest.Length;

    public ReadOnlySpan<byte> Bytes(ulong count)
    {
        if (count > (ulong)_rest.Length)
        {
            Failed = true;
            _rest = default;
            return default;
        }

        ReadOnlySpan<byte> taken = _rest[..(int)count];
        _rest = _rest[(int)count..];
        return taken;
    }

    public byte Byte() => Bytes(1) is [byte value] ? value : (byte)0;

    /// <summary>LEB128 of at most 64 bits in its shortest form.</summary>
    public ulong Varint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte next = Byte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                Failed |= (next == 0 && shift > 0) || (shift == 63 && next > 1);
                return Failed ? 0 : value;
            }
        }

        Failed = true;
        return 0;
    }

    /// <summary>A varint that fits an int.</summary>
    public int Int()
    {
        ulong value = Varint();
        Failed |= value > int.MaxValue;
        return Failed ? 0 : (int)value;
    }

    /// <summary>A varint of microseconds, at most 2^32 - 1.</summary>
    public TimeSpan Microseconds()
    {
        ulong value = Varint();
        Failed |= value > uint.MaxValue;
        return Failed ? default : TimeSpan.FromMicroseconds((long)value);
    }

    public ushort UInt16() => Bytes(2) is { Length: 2 } b ? BinaryPrimitives.ReadUInt16LittleEndian(b) : (ushort)0;

    public uint UInt32() => Bytes(4) is { Length: 4 } b ? BinaryPrimitives.ReadUInt32LittleEndian(b) : 0;

    public ulong UInt64() => Bytes(8) is { Length: 8 } b ? BinaryPrimitives.ReadUInt64LittleEndian(b) : 0;

    public float Single() => BitConverter.UInt32BitsToSingle(UInt32());

    /// <summary>All that is left, as strict UTF-8 without control characters: names end up in messages and on terminals.</summary>
    public string Text(int maxBytes)
    {
        ReadOnlySpan<byte> text = Bytes((ulong)Left);
        string read = text.Length > maxBytes || !Utf8.IsValid(text) ? "\0" : Encoding.UTF8.GetString(text);
        Failed |= read.Any(char.IsControl);
        return Failed ? "" : read;
    }

    /// <summary>Floats in the form of <see cref="FieldWriter.Floats"/>; empty where they are damaged or more than <paramref name="most"/>.</summary>
    public float[] Floats(int most)
    {
        ulong head = Varint();
        ulong count = head >> 1;
        bool halves = (head & 1) == 1;
        if (Failed || count == 0 || count > (ulong)most || count * (halves ? 2UL : 4UL) > (ulong)Left)
        {
            Failed = true;
            return [];
        }

        var values = new float[count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = halves ? BitConverter.UInt32BitsToSingle((uint)UInt16() << 16) : Single();
        }

        int previous = -1;
        for (int left = halves ? Int() : 0; left > 0 && !Failed; left--)
        {
            int index = Int();
            float value = Single();
            if (index <= previous || index >= values.Length)
            {
                Failed = true;
                break;
            }

            values[index] = value;
            previous = index;
        }

        return Failed ? [] : values;
    }
}
