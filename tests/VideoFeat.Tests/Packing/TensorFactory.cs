using VideoFeat.Packing;

namespace VideoFeat.Tests.Packing;

/// <summary>Tensors with values that look like features, from a seed.</summary>
internal static class TensorFactory
{
    /// <summary>Mostly zeros and small values with a few large ones; each channel has a scale and an offset of its own.</summary>
    public static FeatureTensor Random(TensorSpec spec, int salt = 0)
    {
        Random random = Seeds.Random(salt);
        FeatureTensor tensor = FeatureTensor.Rent(spec);
        int elements = spec.Shape.Elements;
        ChannelGeometry geometry = ChannelGeometry.Of(spec);
        float[] scales = [.. Enumerable.Range(0, geometry.Channels).Select(_ => (float)Math.Exp(random.NextDouble() * 4 - 2))];
        for (int i = 0; i < elements; i++)
        {
            int channel = geometry.Interleaved ? i % geometry.Channels : i / geometry.ChannelElements % geometry.Channels;
            float value = random.Next(3) == 0 ? 0 : (float)(Math.Pow(random.NextDouble(), 4) * 8 - 0.3) * scales[channel];
            Set(tensor, i, value);
        }

        return tensor;
    }

    public static float Get(FeatureTensor tensor, int index) => tensor.Type switch
    {
        ElementType.Float32 => BitConverter.ToSingle(tensor.Bytes[(index * 4)..]),
        ElementType.Float16 => (float)BitConverter.ToHalf(tensor.Bytes[(index * 2)..]),
        ElementType.BFloat16 => BitConverter.UInt32BitsToSingle((uint)BitConverter.ToUInt16(tensor.Bytes[(index * 2)..]) << 16),
        ElementType.Int8 => (sbyte)tensor.Bytes[index],
        _ => tensor.Bytes[index],
    };

    public static void Set(FeatureTensor tensor, int index, float value)
    {
        switch (tensor.Type)
        {
            case ElementType.Float32:
                BitConverter.TryWriteBytes(tensor.Bytes[(index * 4)..], value);
                break;
            case ElementType.Float16:
                BitConverter.TryWriteBytes(tensor.Bytes[(index * 2)..], (Half)value);
                break;
            case ElementType.BFloat16:
                BitConverter.TryWriteBytes(tensor.Bytes[(index * 2)..], (ushort)(BitConverter.SingleToUInt32Bits(value) >> 16));
                break;
            case ElementType.Int8:
                tensor.Bytes[index] = (byte)(sbyte)Math.Clamp(value * 10, -128, 127);
                break;
            default:
                tensor.Bytes[index] = (byte)Math.Clamp(value * 10, 0, 255);
                break;
        }
    }
}
