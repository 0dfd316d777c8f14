using VideoFeat.Packing.Kernels;

namespace VideoFeat.Packing;

/// <summary>
/// Elements of one set as float32 in the order of the channel view, <c>values[(c * H + y) * W + x]</c>: what bridges with arithmetic of their own read and write.
/// </summary>
public static class ChannelValues
{
    /// <summary>The elements of set <paramref name="batchIndex"/>: lent from the tensor where they lie in it so, else converted into <paramref name="scratch"/>.</summary>
    /// <param name="tensor">A tensor, of a batch perhaps.</param>
    /// <param name="batchIndex">Which set of the batch, from 0 on.</param>
    /// <param name="scratch">At least as long as one set has elements.</param>
    public static ReadOnlySpan<float> Read(FeatureTensor tensor, int batchIndex, Span<float> scratch)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        var slice = new TensorSlice(tensor, batchIndex, KernelWidths.Best);
        ChannelGeometry geometry = slice.Geometry;
        if (!geometry.Interleaved)
        {
            return slice.Read(0, geometry.Elements, scratch);
        }

        Span<float> values = scratch[..geometry.Elements];
        for (int c = 0; c < geometry.Channels; c++)
        {
            _ = slice.ReadChannel(c, 0, geometry.ChannelElements, values[(c * geometry.ChannelElements)..]);
        }

        return values;
    }

    /// <summary>The tensor's own memory, where the elements of its only set lie in it as float32 in that order; else empty.</summary>
    public static Span<float> Direct(FeatureTensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        var slice = new TensorSlice(tensor, 0, KernelWidths.Best);
        return slice.IsDirect ? slice.Floats : default;
    }

    /// <summary>Stores elements in the order of <see cref="Read"/> in the tensor's own type and axis order.</summary>
    /// <exception cref="ArgumentException">There are more or fewer values than one set has elements.</exception>
    public static void Write(ReadOnlySpan<float> values, FeatureTensor tensor, int batchIndex)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        var slice = new TensorSlice(tensor, batchIndex, KernelWidths.Best);
        ChannelGeometry geometry = slice.Geometry;
        if (values.Length != geometry.Elements)
        {
            throw new ArgumentException($"Tensor '{tensor.Name}' has {geometry.Elements} elements; got {values.Length} values.", nameof(values));
        }

        if (!geometry.Interleaved)
        {
            slice.Write(0, values);
            return;
        }

        for (int c = 0; c < geometry.Channels; c++)
        {
            slice.WriteChannel(c, 0, values.Slice(c * geometry.ChannelElements, geometry.ChannelElements));
        }
    }
}
