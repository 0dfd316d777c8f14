using System.Runtime.InteropServices;
using VideoFeat.Packing;

namespace VideoFeat.Bridges.Files.Arrays;

/// <summary>Elements in Fortran order (first axis fastest) to C order (last axis fastest).</summary>
internal static class FortranOrder
{
    public static void ToC(ReadOnlySpan<byte> source, Span<byte> destination, TensorShape shape, int elementBytes)
    {
        switch (elementBytes)
        {
            case 1:
                Move(source, destination, shape);
                break;
            case 2:
                Move(MemoryMarshal.Cast<byte, ushort>(source), MemoryMarshal.Cast<byte, ushort>(destination), shape);
                break;
            case 4:
                Move(MemoryMarshal.Cast<byte, uint>(source), MemoryMarshal.Cast<byte, uint>(destination), shape);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(elementBytes), elementBytes, "1, 2 or 4.");
        }
    }

    private static void Move<T>(ReadOnlySpan<T> source, Span<T> destination, TensorShape shape)
        where T : unmanaged
    {
        ReadOnlySpan<int> sizes = shape.Span;
        Span<int> strides = stackalloc int[TensorShape.MaxRank];
        Span<int> index = stackalloc int[TensorShape.MaxRank];
        index.Clear();
        strides[0] = 1;
        for (int axis = 1; axis < sizes.Length; axis++)
        {
            strides[axis] = strides[axis - 1] * sizes[axis - 1];
        }

        int last = sizes.Length - 1;
        int from = 0;
        for (int to = 0; to < destination.Length;)
        {
            for (int i = 0, at = from; i < sizes[last]; i++, at += strides[last])
            {
                destination[to++] = source[at];
            }

            for (int axis = last - 1; axis >= 0; axis--)
            {
                from += strides[axis];
                if (++index[axis] < sizes[axis])
                {
                    break;
                }

                from -= strides[axis] * sizes[axis];
                index[axis] = 0;
            }
        }
    }
}
