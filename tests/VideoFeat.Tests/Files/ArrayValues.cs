using VideoFeat.Packing;

namespace VideoFeat.Tests.Files;

/// <summary>Values of the golden arrays (tests/vectors/arrays/make.py) and tensors as doubles, whatever their type.</summary>
internal static class ArrayValues
{
    public static readonly double[] Fractions = [.. Enumerable.Range(0, 24).Select(i => (i / 2.0) - 3)];
    public static readonly double[] Signed = [.. Enumerable.Range(0, 24).Select(i => i - 12.0)];
    public static readonly double[] Unsigned = [.. Enumerable.Range(0, 24).Select(i => i * 10.0)];

    public static double[] Of(FeatureTensor tensor)
    {
        byte[] bytes = tensor.Bytes.ToArray();
        return [.. Enumerable.Range(0, tensor.Shape.Elements).Select(i => tensor.Type switch
        {
            ElementType.Float32 => BitConverter.ToSingle(bytes, i * 4),
            ElementType.Float16 => (double)BitConverter.ToHalf(bytes, i * 2),
            ElementType.BFloat16 => BitConverter.Int32BitsToSingle(BitConverter.ToUInt16(bytes, i * 2) << 16),
            ElementType.Int8 => (sbyte)bytes[i],
            _ => bytes[i],
        })];
    }

    /// <summary>A tensor of every type and of bytes that cover all values.</summary>
    public static FeatureTensor Make(string name, ElementType type, params ReadOnlySpan<int> shape)
    {
        FeatureTensor tensor = FeatureTensor.Rent(new TensorSpec(name, type, new TensorShape(shape)));
        for (int i = 0; i < tensor.Bytes.Length; i++)
        {
            tensor.Bytes[i] = (byte)(i * 37);
        }

        return tensor;
    }
}
