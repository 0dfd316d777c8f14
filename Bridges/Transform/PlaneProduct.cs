using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace VideoFeat.Bridges.Transform;

/// <summary>
/// A small matrix times many planes: each output plane is a weighted sum of the input planes. An element's sum runs over the input planes in rising order,
/// one rounding an operation, whatever the vectors' width.
/// </summary>
internal static class PlaneProduct
{
    private const int Together = 4;

    /// <param name="matrix">Row r holds the weights of output plane r: rows * inputs.</param>
    /// <param name="rows">Output planes.</param>
    /// <param name="inputs">Input planes.</param>
    /// <param name="source">Input planes, one behind the other.</param>
    /// <param name="target">Output planes; no part of the source.</param>
    /// <param name="length">Elements of a plane.</param>
    public static void Multiply(ReadOnlySpan<float> matrix, int rows, int inputs, ReadOnlySpan<float> source, Span<float> target, int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(matrix.Length, rows * inputs);
        ArgumentOutOfRangeException.ThrowIfLessThan(source.Length, inputs * length);
        ArgumentOutOfRangeException.ThrowIfLessThan(target.Length, rows * length);
        ref float m = ref MemoryMarshal.GetReference(matrix);
        ref float s = ref MemoryMarshal.GetReference(source);
        ref float t = ref MemoryMarshal.GetReference(target);
        int x = 0;
        for (; x + Vector<float>.Count <= length; x += Vector<float>.Count)
        {
            int r = 0;
            for (; r + Together <= rows; r += Together)
            {
                Four(ref Unsafe.Add(ref m, r * inputs), inputs, ref Unsafe.Add(ref s, x), ref Unsafe.Add(ref t, (r * length) + x), length);
            }

            for (; r < rows; r++)
            {
                Vector<float> sum = Vector<float>.Zero;
                for (int i = 0; i < inputs; i++)
                {
                    sum += Vector.Multiply(Unsafe.Add(ref m, (r * inputs) + i), Vector.LoadUnsafe(ref s, (nuint)((i * length) + x)));
                }

                sum.StoreUnsafe(ref t, (nuint)((r * length) + x));
            }
        }

        for (; x < length; x++)
        {
            for (int r = 0; r < rows; r++)
            {
                float sum = 0;
                for (int i = 0; i < inputs; i++)
                {
                    sum += Unsafe.Add(ref m, (r * inputs) + i) * Unsafe.Add(ref s, (i * length) + x);
                }

                Unsafe.Add(ref t, (r * length) + x) = sum;
            }
        }
    }

    private static void Four(ref float m, int inputs, ref float s, ref float t, int length)
    {
        Vector<float> a = Vector<float>.Zero, b = Vector<float>.Zero, c = Vector<float>.Zero, d = Vector<float>.Zero;
        for (int i = 0; i < inputs; i++)
        {
            Vector<float> v = Vector.LoadUnsafe(ref s, (nuint)(i * length));
            a += v * Unsafe.Add(ref m, i);
            b += v * Unsafe.Add(ref m, inputs + i);
            c += v * Unsafe.Add(ref m, (2 * inputs) + i);
            d += v * Unsafe.Add(ref m, (3 * inputs) + i);
        }

        a.StoreUnsafe(ref t);
        b.StoreUnsafe(ref t, (nuint)length);
        c.StoreUnsafe(ref t, (nuint)(2 * length));
        d.StoreUnsafe(ref t, (nuint)(3 * length));
    }
}
