using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace VideoFeat.Packing.Kernels;

/// <summary>Codes to floats: one source for samples of 8 bits (byte) and of 10 and 12 (ushort). <see cref="ChannelScale.Dequantize"/> is the definition.</summary>
internal static class DequantizeKernel
{
    /// <summary>Dequantizes a run.</summary>
    public static void Run<TSample>(ReadOnlySpan<TSample> source, Span<float> destination, in ChannelScale scale, KernelWidth limit)
        where TSample : unmanaged, IBinaryInteger<TSample> =>
        Rows(source, destination.Length, destination, destination.Length, scale, limit);

    /// <summary>Dequantizes rows that lie <paramref name="stride"/> samples apart in the source and follow one another in the destination.</summary>
    /// <exception cref="ArgumentException">The destination is no whole number of rows, or the source is too short.</exception>
    public static void Rows<TSample>(
        ReadOnlySpan<TSample> source, int stride, Span<float> destination, int width, in ChannelScale scale, KernelWidth limit)
        where TSample : unmanaged, IBinaryInteger<TSample>
    {
        int rows = RowChecks.Count(destination.Length, width, source.Length, stride);
        if (rows == 0)
        {
            return;
        }

        if (stride == width)
        {
            (width, rows) = (destination.Length, 1);
        }

        ref TSample from = ref MemoryMarshal.GetReference(source);
        ref float to = ref MemoryMarshal.GetReference(destination);
        switch (scale.Wide ? KernelWidth.Scalar : KernelWidths.For(width, limit))
        {
            case KernelWidth.Bits512:
                Vectors<TSample, Floats512>(ref from, stride, rows, ref to, width, scale);
                break;
            case KernelWidth.Bits256:
                Vectors<TSample, Floats256>(ref from, stride, rows, ref to, width, scale);
                break;
            case KernelWidth.Bits128:
                Vectors<TSample, Floats128>(ref from, stride, rows, ref to, width, scale);
                break;
            default:
                for (int i = 0; i < destination.Length; i++)
                {
                    destination[i] = scale.Dequantize(int.CreateTruncating(source[(i / width * stride) + (i % width)]));
                }

                break;
        }
    }

    /// <summary>Rows of at least one vector each; the last vector of a row overlaps the one before where the row is no whole number of them.</summary>
    private static void Vectors<TSample, TVector>(ref TSample source, int stride, int rows, ref float destination, int width, in ChannelScale scale)
        where TSample : unmanaged
        where TVector : unmanaged, IFloatVector<TVector>
    {
        TVector minimum = TVector.Create(scale.Minimum);
        TVector maximum = TVector.Create(scale.Maximum);
        TVector step = TVector.Create(scale.Step);
        int last = width - TVector.Count;
        for (int row = 0; row < rows; row++)
        {
            for (int x = 0; x < last; x += TVector.Count)
            {
                Step(ref Unsafe.Add(ref source, x), ref Unsafe.Add(ref destination, x), minimum, maximum, step);
            }

            Step(ref Unsafe.Add(ref source, last), ref Unsafe.Add(ref destination, last), minimum, maximum, step);
            source = ref Unsafe.Add(ref source, stride);
            destination = ref Unsafe.Add(ref destination, width);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step<TSample, TVector>(ref TSample source, ref float destination, TVector minimum, TVector maximum, TVector step)
        where TSample : unmanaged
        where TVector : unmanaged, IFloatVector<TVector>
    {
        TVector codes = typeof(TSample) == typeof(byte)
            ? TVector.Load(in Unsafe.As<TSample, byte>(ref source))
            : TVector.Load(in Unsafe.As<TSample, ushort>(ref source));
        TVector.Min(minimum + (codes * step), maximum).Store(ref destination);
    }
}
