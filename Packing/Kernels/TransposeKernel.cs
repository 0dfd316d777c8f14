using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace VideoFeat.Packing.Kernels;

/// <summary>Rows to columns, for blocks of samples within the first-level cache.</summary>
internal static class TransposeKernel
{
    /// <summary>Writes <c>destination[c * destinationStride + r] = source[r * sourceStride + c]</c> for all rows and columns.</summary>
    /// <exception cref="ArgumentException">A side is too short.</exception>
    public static void Run<TSample>(
        ReadOnlySpan<TSample> source, int sourceStride, Span<TSample> destination, int destinationStride, int rows, int columns, KernelWidth limit)
        where TSample : unmanaged
    {
        if (rows < 1 || columns < 1 || sourceStride < columns || destinationStride < rows
            || ((rows - 1L) * sourceStride) + columns > source.Length || ((columns - 1L) * destinationStride) + rows > destination.Length)
        {
            throw new ArgumentException(
                $"{rows}x{columns} samples, {sourceStride} and {destinationStride} apart, do not fit {source.Length} and {destination.Length}.");
        }

        int block = Vector128<TSample>.Count;
        bool vectors = limit > KernelWidth.Scalar && CanZip && rows >= block && columns >= block;
        if (!vectors)
        {
            for (int c = 0; c < columns; c++)
            {
                for (int r = 0; r < rows; r++)
                {
                    destination[(c * destinationStride) + r] = source[(r * sourceStride) + c];
                }
            }

            return;
        }

        // The last block of rows and of columns overlaps the one before where they are no whole number of blocks.
        ref TSample from = ref MemoryMarshal.GetReference(source);
        ref TSample to = ref MemoryMarshal.GetReference(destination);
        for (int r = 0; r < rows; r += block)
        {
            int row = Math.Min(r, rows - block);
            for (int c = 0; c < columns; c += block)
            {
                int column = Math.Min(c, columns - block);
                Block(
                    ref Unsafe.Add(ref from, (row * sourceStride) + column), sourceStride,
                    ref Unsafe.Add(ref to, (column * destinationStride) + row), destinationStride);
            }
        }
    }

    private static bool CanZip => Sse2.IsSupported || AdvSimd.Arm64.IsSupported;

    /// <summary>Zipping row i with row i + n/2 halves the distance of a column's samples; after log2(n) rounds they are neighbours.</summary>
    [SkipLocalsInit]
    private static void Block<TSample>(ref TSample source, int sourceStride, ref TSample destination, int destinationStride)
        where TSample : unmanaged
    {
        int n = Vector128<TSample>.Count;
        Unsafe.SkipInit(out Rows<TSample> first);
        Unsafe.SkipInit(out Rows<TSample> second);
        ref Vector128<TSample> rows = ref Unsafe.As<Rows<TSample>, Vector128<TSample>>(ref first);
        ref Vector128<TSample> zipped = ref Unsafe.As<Rows<TSample>, Vector128<TSample>>(ref second);
        for (int i = 0; i < n; i++)
        {
            Unsafe.Add(ref rows, i) = Vector128.LoadUnsafe(ref Unsafe.Add(ref source, i * sourceStride));
        }

        for (int round = n; round > 1; round /= 2)
        {
            for (int i = 0; i < n / 2; i++)
            {
                (Unsafe.Add(ref zipped, 2 * i), Unsafe.Add(ref zipped, (2 * i) + 1)) = Zip(Unsafe.Add(ref rows, i), Unsafe.Add(ref rows, i + (n / 2)));
            }

            ref Vector128<TSample> swap = ref rows;
            rows = ref zipped;
            zipped = ref swap;
        }

        for (int i = 0; i < n; i++)
        {
            Unsafe.Add(ref rows, i).StoreUnsafe(ref Unsafe.Add(ref destination, i * destinationStride));
        }
    }

    [InlineArray(16)]
    private struct Rows<TSample>
        where TSample : unmanaged
    {
        private Vector128<TSample> _first;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<TSample> Low, Vector128<TSample> High) Zip<TSample>(Vector128<TSample> a, Vector128<TSample> b)
        where TSample : unmanaged
    {
        if (typeof(TSample) == typeof(byte))
        {
            return Sse2.IsSupported
                ? (Sse2.UnpackLow(a.AsByte(), b.AsByte()).As<byte, TSample>(), Sse2.UnpackHigh(a.AsByte(), b.AsByte()).As<byte, TSample>())
                : (AdvSimd.Arm64.ZipLow(a.AsByte(), b.AsByte()).As<byte, TSample>(), AdvSimd.Arm64.ZipHigh(a.AsByte(), b.AsByte()).As<byte, TSample>());
        }

        return Sse2.IsSupported
            ? (Sse2.UnpackLow(a.AsUInt16(), b.AsUInt16()).As<ushort, TSample>(), Sse2.UnpackHigh(a.AsUInt16(), b.AsUInt16()).As<ushort, TSample>())
            : (AdvSimd.Arm64.ZipLow(a.AsUInt16(), b.AsUInt16()).As<ushort, TSample>(), AdvSimd.Arm64.ZipHigh(a.AsUInt16(), b.AsUInt16()).As<ushort, TSample>());
    }
}
