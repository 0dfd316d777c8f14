using System.Runtime.InteropServices;

namespace VideoFeat.Packing.Kernels;

/// <summary>One set's elements of a tensor that may hold a batch: lent from the tensor.</summary>
internal readonly ref struct TensorSlice
{
    /// <summary>Floats that the loops convert at once: 16 KiB, within every first-level cache.</summary>
    public const int ChunkLength = 4096;

    public TensorSlice(FeatureTensor tensor, int batchIndex)
    {
        Geometry = ChannelGeometry.Of(tensor.Spec);
        Type = tensor.Type;
        int bytes = Geometry.Elements * Type.Size();
        Bytes = tensor.Bytes.Slice(checked(batchIndex * bytes), bytes);
    }

    public ChannelGeometry Geometry { get; }

    public ElementType Type { get; }

    public Span<byte> Bytes { get; }

    /// <summary>The elements themselves, for float32 only.</summary>
    public Span<float> Floats => MemoryMarshal.Cast<byte, float>(Bytes);

    /// <summary>Elements in memory order as floats: the tensor's own memory for float32, else converted into <paramref name="scratch"/>.</summary>
    public ReadOnlySpan<float> Read(int start, int count, Span<float> scratch)
    {
        if (Type == ElementType.Float32)
        {
            return Floats.Slice(start, count);
        }

        ElementCodec.ToFloats(Type, Bytes[(start * Type.Size())..], scratch[..count]);
        return scratch[..count];
    }

    /// <summary>Stores elements in memory order.</summary>
    public void Write(int start, ReadOnlySpan<float> floats) => ElementCodec.FromFloats(Type, floats, Bytes[(start * Type.Size())..]);

    /// <summary>Elements <paramref name="start"/> on of a channel as floats; strided where channels are interleaved.</summary>
    public void ReadChannel(int channel, int start, Span<float> floats)
    {
        if (!Geometry.Interleaved)
        {
            ElementCodec.ToFloats(Type, Bytes[(((channel * Geometry.ChannelElements) + start) * Type.Size())..], floats);
            return;
        }

        int size = Type.Size();
        for (int i = 0; i < floats.Length; i++)
        {
            ElementCodec.ToFloats(Type, Bytes[((((start + i) * Geometry.Channels) + channel) * size)..], floats.Slice(i, 1));
        }
    }

    /// <summary>Stores elements <paramref name="start"/> on of a channel; strided where channels are interleaved.</summary>
    public void WriteChannel(int channel, int start, ReadOnlySpan<float> floats)
    {
        if (!Geometry.Interleaved)
        {
            ElementCodec.FromFloats(Type, floats, Bytes[(((channel * Geometry.ChannelElements) + start) * Type.Size())..]);
            return;
        }

        int size = Type.Size();
        for (int i = 0; i < floats.Length; i++)
        {
            ElementCodec.FromFloats(Type, floats.Slice(i, 1), Bytes[((((start + i) * Geometry.Channels) + channel) * size)..]);
        }
    }
}
