using System.Runtime.InteropServices;

namespace VideoFeat.Packing.Kernels;

/// <summary>One set's elements of a tensor that may hold a batch: lent from the tensor.</summary>
internal readonly ref struct TensorSlice
{
    /// <summary>Floats that the loops convert at once: 16 KiB, within every first-level cache.</summary>
    public const int ChunkLength = 4096;

    private readonly KernelWidth _limit;

    public TensorSlice(FeatureTensor tensor, int batchIndex, KernelWidth limit)
    {
        _limit = limit;
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

    /// <summary>Most elements of a channel that the loops may ask for at once: any number where they lie in memory as floats one after the other.</summary>
    public int LongestRun => IsDirect ? int.MaxValue : ChunkLength;

    /// <summary>True where a channel lies in memory as floats one after the other.</summary>
    public bool IsDirect => Type == ElementType.Float32 && !Geometry.Interleaved;

    /// <summary>Elements in memory order as floats: the tensor's own memory for float32, else converted into <paramref name="scratch"/>.</summary>
    public ReadOnlySpan<float> Read(int start, int count, Span<float> scratch)
    {
        if (Type == ElementType.Float32)
        {
            return Floats.Slice(start, count);
        }

        ElementCodec.ToFloats(Type, Bytes[(start * Type.Size())..], scratch[..count], _limit);
        return scratch[..count];
    }

    /// <summary>Stores elements in memory order.</summary>
    public void Write(int start, ReadOnlySpan<float> floats) => ElementCodec.FromFloats(Type, floats, Bytes[(start * Type.Size())..], _limit);

    /// <summary>Elements of a channel as floats: the tensor's own memory where it can be, else gathered into <paramref name="scratch"/>.</summary>
    public ReadOnlySpan<float> ReadChannel(int channel, int start, int count, Span<float> scratch)
    {
        if (!Geometry.Interleaved)
        {
            return Read((channel * Geometry.ChannelElements) + start, count, scratch);
        }

        Span<float> gathered = scratch[..count];
        int size = Type.Size();
        for (int i = 0; i < count; i++)
        {
            gathered[i] = ElementCodec.ToFloat(Type, Bytes[((((start + i) * Geometry.Channels) + channel) * size)..]);
        }

        return gathered;
    }

    /// <summary>Where the floats of a run are to be put before <see cref="WriteChannel"/>: the tensor's own memory where it can be, else scratch.</summary>
    public Span<float> RunOf(int channel, int start, int count, Span<float> scratch) =>
        IsDirect ? Floats.Slice((channel * Geometry.ChannelElements) + start, count) : scratch[..count];

    /// <summary>Stores elements of a channel that were put where <see cref="RunOf"/> said.</summary>
    public void WriteChannel(int channel, int start, ReadOnlySpan<float> floats)
    {
        if (IsDirect)
        {
            return;
        }

        if (!Geometry.Interleaved)
        {
            Write((channel * Geometry.ChannelElements) + start, floats);
            return;
        }

        int size = Type.Size();
        for (int i = 0; i < floats.Length; i++)
        {
            ElementCodec.FromFloat(Type, floats[i], Bytes[((((start + i) * Geometry.Channels) + channel) * size)..]);
        }
    }

    /// <summary>For interleaved channels: some channels at some positions, row after row of channels; the tensor's own memory for float32.</summary>
    public ReadOnlySpan<float> ReadPositions(int start, int positions, int channel, int channels, Span<float> scratch, out int stride)
    {
        Span<float> values = PositionsOf(start, positions, channel, channels, scratch, out stride);
        for (int p = 0; p < positions && Type != ElementType.Float32; p++)
        {
            int at = ((start + p) * Geometry.Channels) + channel;
            ElementCodec.ToFloats(Type, Bytes[(at * Type.Size())..], values.Slice(p * stride, channels), _limit);
        }

        return values;
    }

    /// <summary>Where the floats of <see cref="WritePositions"/> are to be put: the tensor's own memory for float32, else scratch.</summary>
    public Span<float> PositionsOf(int start, int positions, int channel, int channels, Span<float> scratch, out int stride)
    {
        stride = Type == ElementType.Float32 ? Geometry.Channels : channels;
        int length = ((positions - 1) * stride) + channels;
        return Type == ElementType.Float32 ? Floats.Slice((start * stride) + channel, length) : scratch[..length];
    }

    /// <summary>Stores what was put where <see cref="PositionsOf"/> said.</summary>
    public void WritePositions(int start, int positions, int channel, int channels, ReadOnlySpan<float> scratch)
    {
        for (int p = 0; p < positions && Type != ElementType.Float32; p++)
        {
            int at = ((start + p) * Geometry.Channels) + channel;
            ElementCodec.FromFloats(Type, scratch.Slice(p * channels, channels), Bytes[(at * Type.Size())..], _limit);
        }
    }
}
