using VideoFeat.Packing.Kernels;

namespace VideoFeat.Packing;

/// <summary>How far a decoded tensor lies from its source, in the source's units, over all elements of all sets of the batch.</summary>
/// <param name="MaxAbs">Largest |source - decoded|. Infinite where one of them is not finite and the other differs.</param>
/// <param name="MeanSquared">Mean of the squared differences.</param>
/// <param name="Elements">Elements compared.</param>
public readonly record struct FeatureError(double MaxAbs, double MeanSquared, long Elements)
{
    /// <summary>Compares two tensors of one type, shape and axis order.</summary>
    /// <exception cref="ArgumentException">They differ in type, shape or axis order.</exception>
    public static FeatureError Measure(FeatureTensor source, FeatureTensor decoded)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(decoded);
        if (source.Type != decoded.Type || source.Shape != decoded.Shape || source.Spec.Order != decoded.Spec.Order)
        {
            throw new ArgumentException($"Source is {source.Spec}, decoded is {decoded.Spec}: they cannot be compared.", nameof(decoded));
        }

        double largest = 0;
        double sum = 0;
        Span<float> a = stackalloc float[TensorSlice.ChunkLength];
        Span<float> b = stackalloc float[TensorSlice.ChunkLength];
        int size = source.Type.Size();
        int elements = source.Shape.Elements;
        for (int start = 0; start < elements; start += a.Length)
        {
            int count = Math.Min(a.Length, elements - start);
            ElementCodec.ToFloats(source.Type, source.Bytes[(start * size)..], a[..count], KernelWidths.Best);
            ElementCodec.ToFloats(decoded.Type, decoded.Bytes[(start * size)..], b[..count], KernelWidths.Best);
            for (int i = 0; i < count; i++)
            {
                double difference = a[i].Equals(b[i]) ? 0 : Math.Abs((double)a[i] - b[i]);
                difference = double.IsNaN(difference) ? double.PositiveInfinity : difference;
                largest = Math.Max(largest, difference);
                sum += difference * difference;
            }
        }

        return new FeatureError(largest, sum / elements, elements);
    }
}
