namespace VideoFeat.Packing;

/// <summary>
/// Tensors as the planes of their bytes: what codes of 8 bit without loss then carry is every bit of every element, NaN and infinities too (docs/formats/dataset.md, "Exact items").
/// </summary>
public static class BytePlanes
{
    /// <summary>The uint8 tensor that holds the bytes of <paramref name="tensor"/>: all lowest bytes, then all second ones, and so on.</summary>
    public static TensorSpec Of(TensorSpec tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        ReadOnlySpan<int> dimensions = tensor.Shape.Span;
        int width = dimensions[^1];
        int height = dimensions.Length > 1 + (tensor.HasBatchAxis ? 1 : 0) ? dimensions[^2] : 1;
        int planes = tensor.Shape.Elements / tensor.Batch / width / height * tensor.Type.Size();
        TensorShape shape = tensor.HasBatchAxis ? new TensorShape(tensor.Batch, planes, height, width) : new TensorShape(planes, height, width);
        return new TensorSpec(tensor.Name, ElementType.UInt8, shape);
    }

    /// <summary>The byte planes of a set, set by set of its batch; the caller owns the result and keeps the set.</summary>
    public static FeatureSet Split(FeatureSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        return Map(set, static t => Of(t.Spec), Split);
    }

    /// <summary>The tensors whose byte planes these are; the caller owns the result and keeps the planes.</summary>
    /// <param name="planes">Byte planes, whose specifications fit (<see cref="Fault"/>).</param>
    /// <param name="tensors">What they are the bytes of; a batch counts as 1.</param>
    public static FeatureSet Join(FeatureSet planes, IReadOnlyList<TensorSpec> tensors)
    {
        ArgumentNullException.ThrowIfNull(planes);
        ArgumentNullException.ThrowIfNull(tensors);
        int at = 0;
        return Map(planes, _ => tensors[at++], Interleave);
    }

    /// <summary>What is wrong where <paramref name="planes"/> cannot be the byte planes of <paramref name="tensors"/>; null where they can, or there are none of the latter.</summary>
    internal static string? Fault(IReadOnlyList<TensorSpec> tensors, IReadOnlyList<TensorSpec> planes)
    {
        if (tensors.Count == 0)
        {
            return null;
        }

        if (tensors.Count != planes.Count)
        {
            return $"{tensors.Count} tensors are meant; the set has {planes.Count}.";
        }

        for (int i = 0; i < tensors.Count; i++)
        {
            if (!Enum.IsDefined(tensors[i].Type) || !Enum.IsDefined(tensors[i].Order) || tensors[i].ByteLength > TensorShape.MaxElements)
            {
                return $"tensor {i} has a type, an order or a size that cannot be.";
            }

            if (tensors[i].Batch != 1 || Of(tensors[i]) != planes[i])
            {
                return $"tensor {i} is {planes[i]}; the bytes of {tensors[i]} are not.";
            }
        }

        return null;
    }

    private delegate void Move(ReadOnlySpan<byte> from, Span<byte> to, int size);

    private static FeatureSet Map(FeatureSet set, Func<FeatureTensor, TensorSpec> spec, Move move)
    {
        var moved = new FeatureTensor[set.Count];
        for (int t = 0; t < moved.Length; t++)
        {
            moved[t] = FeatureTensor.Rent(spec(set[t]));
            int size = Math.Max(set[t].Type.Size(), moved[t].Type.Size());
            int batch = set[t].Spec.Batch;
            int bytes = set[t].Bytes.Length / batch;
            for (int n = 0; n < batch; n++)
            {
                move(set[t].Bytes.Slice(n * bytes, bytes), moved[t].Bytes.Slice(n * bytes, bytes), size);
            }
        }

        return new FeatureSet(moved) { ItemId = set.ItemId, CaptureTimeNs = set.CaptureTimeNs, Times = set.Times };
    }

    private static void Split(ReadOnlySpan<byte> from, Span<byte> to, int size)
    {
        int elements = from.Length / size;
        for (int b = 0; b < size; b++)
        {
            Span<byte> plane = to.Slice(b * elements, elements);
            for (int e = 0, i = b; e < plane.Length; e++, i += size)
            {
                plane[e] = from[i];
            }
        }
    }

    private static void Interleave(ReadOnlySpan<byte> from, Span<byte> to, int size)
    {
        int elements = from.Length / size;
        for (int b = 0; b < size; b++)
        {
            ReadOnlySpan<byte> plane = from.Slice(b * elements, elements);
            for (int e = 0, i = b; e < plane.Length; e++, i += size)
            {
                to[i] = plane[e];
            }
        }
    }
}
