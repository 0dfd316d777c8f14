using System.Text;
using VideoFeat.Packing;

namespace VideoFeat.Bridges.Files.Arrays;

/// <summary>Turns what a file says of a tensor into a <see cref="TensorSpec"/>, or refuses it by name and number before memory is taken.</summary>
internal static class ArrayShape
{
    // The feature header stores a name's length in one byte.
    private const int MaxNameBytes = 255;

    public static TensorSpec Spec(string source, string name, ReadOnlySpan<long> dimensions, StoredElements elements, ArrayReadOptions options)
    {
        if (Encoding.UTF8.GetByteCount(name) is > MaxNameBytes and int nameBytes)
        {
            throw new FeatureFormatException($"{source}: the tensor's name takes {nameBytes} bytes; at most {MaxNameBytes} are allowed.");
        }

        string text = dimensions.Length == 0 ? "()" : string.Join('x', dimensions.ToArray());
        if (dimensions.Length is < 1 or > TensorShape.MaxRank)
        {
            throw new FeatureFormatException($"{source}: shape {text} has rank {dimensions.Length}; 1 to {TensorShape.MaxRank} are carried.");
        }

        Span<int> sizes = stackalloc int[dimensions.Length];
        long product = 1;
        for (int axis = 0; axis < sizes.Length; axis++)
        {
            if (dimensions[axis] < 1)
            {
                throw new FeatureFormatException($"{source}: dimension {axis} of shape {text} is {dimensions[axis]}; it must be at least 1.");
            }

            if (dimensions[axis] > TensorShape.MaxElements / product)
            {
                throw new FeatureFormatException($"{source}: shape {text} has more than {TensorShape.MaxElements} elements.");
            }

            product *= dimensions[axis];
            sizes[axis] = (int)dimensions[axis];
        }

        int limit = Math.Min(options.MaxTensorBytes, Array.MaxLength);
        long bytes = product * elements.Type.Size();
        if (bytes > limit)
        {
            throw new FeatureFormatException($"{source}: shape {text} of {elements.Type} takes {bytes} bytes; one tensor may take {limit}.");
        }

        if (options.Order == AxisOrder.Tokens && sizes.Length is not (2 or 3))
        {
            throw new FeatureFormatException($"{source}: shape {text} has rank {sizes.Length}; axis order Tokens takes TxD or NxTxD.");
        }

        return new TensorSpec(name, elements.Type, new TensorShape(sizes), options.Order);
    }
}
