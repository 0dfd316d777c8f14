using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace VideoFeat.Packing.Kernels;

/// <summary>Floats to codes: one source for samples of 8 bits (byte) and of 10 and 12 (ushort). <see cref="ChannelScale.Quantize"/> is the definition.</summary>
internal static class QuantizeKernel
{
    /// <summary>Adding it leaves the nearest integer, half to even, in the low mantissa bits of a float of 0..2^22.</summary>
    private const float RoundingBias = 8388608f;

    /// <summary>Quantizes a run.</summary>
    public static void Run<TSample>(ReadOnlySpan<float> source, Span<TSample> destination, in ChannelScale scale, KernelWidth limit)
        where TSample : unmanaged, IBinaryInteger<TSample> =>
        Rows(source, source.Length, destination, source.Length, scale, limit);

    /// <summary>Quantizes rows that follow one another in the source and lie <paramref name="stride"/> samples apart in the destination.</summary>
    /// <exception cref="ArgumentException">The source is no whole number of rows, or the destination is too short.</exception>
    public static void Rows<TSample>(
        ReadOnlySpan<float> source, int width, Span<TSample> destination, int stride, in ChannelScale scale, KernelWidth limit)
        where TSample : unmanaged, IBinaryInteger<TSample>
    {
        int rows = RowChecks.Count(source.Length, width, destination.Length, stride);
        if (rows == 0)
        {
            return;
        }

        if (stride == width)
        {
            (width, rows) = (source.Length, 1);
        }

        ref float from = ref MemoryMarshal.GetReference(source);
        ref TSample to = ref MemoryMarshal.GetReference(destination);
        switch (scale.Wide ? KernelWidth.Scalar : KernelWidths.For(width, limit))
        {
            case KernelWidth.Bits512:
                Vectors<TSample, Floats512>(ref from, width, rows, ref to, stride, scale);
                break;
            case KernelWidth.Bits256:
                Vectors<TSample, Floats256>(ref from, width, rows, ref to, stride, scale);
                break;
            case KernelWidth.Bits128:
                Vectors<TSample, Floats128>(ref from, width, rows, ref to, stride, scale);
                break;
            default:
                for (int i = 0; i < source.Length; i++)
                {
                    destination[(i / width * stride) + (i % width)] = TSample.CreateTruncating(scale.Quantize(source[i]));
                }

                break;
        }
    }

    /// <summary>Rows of at least one vector each; the last vector of a row overlaps the one before where the row is no whole number of them.</summary>
    private static void Vectors<TSample, TVector>(ref float source, int width, int rows, ref TSample destination, int stride, in ChannelScale scale)
        where TSample : unmanaged
        where TVector : unmanaged, IFloatVector<TVector>
    {
        TVector minimum = TVector.Create(scale.Minimum);
        TVector maximum = TVector.Create(scale.Maximum);
        TVector inverse = TVector.Create(scale.Inverse);
        TVector nan = TVector.Create(scale.NanValue);
        TVector bias = TVector.Create(RoundingBias);
        int last = width - TVector.Count;
        for (int row = 0; row < rows; row++)
        {
            for (int x = 0; x < last; x += TVector.Count)
            {
                Step(ref Unsafe.Add(ref source, x), ref Unsafe.Add(ref destination, x), minimum, maximum, inverse, nan, bias);
            }

            Step(ref Unsafe.Add(ref source, last), ref Unsafe.Add(ref destination, last), minimum, maximum, inverse, nan, bias);
            source = ref Unsafe.Add(ref source, width);
            destination = ref Unsafe.Add(ref destination, stride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step<TSample, TVector>(
        ref float source, ref TSample destination, TVector minimum, TVector maximum, TVector inverse, TVector nan, TVector bias)
        where TSample : unmanaged
        where TVector : unmanaged, IFloatVector<TVector>
    {
        TVector value = TVector.UnlessNaN(TVector.Load(in source), nan);
        value = TVector.Min(TVector.Max(value, minimum), maximum);
        TVector codes = ((value - minimum) * inverse) + bias;
        if (typeof(TSample) == typeof(byte))
        {
            codes.StoreLow(ref Unsafe.As<TSample, byte>(ref destination));
        }
        else
        {
            codes.StoreLow(ref Unsafe.As<TSample, ushort>(ref destination));
        }
    }
}
