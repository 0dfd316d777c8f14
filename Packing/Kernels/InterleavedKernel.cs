using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace VideoFeat.Packing.Kernels;

/// <summary>Quantizes and dequantizes neighbouring elements that belong to neighbouring channels, each with a scale of its own.</summary>
internal static class InterleavedKernel
{
    private const float RoundingBias = 8388608f;

    /// <summary>Quantizes rows of one element of each of the block's channels.</summary>
    /// <param name="source">Rows of <c>block.Count</c> elements.</param>
    /// <param name="sourceStride">Elements from a row to the next.</param>
    /// <param name="destination">Rows of <c>block.Count</c> samples, <see cref="ScaleBlock.Channels"/> apart.</param>
    /// <param name="rows">Number of rows, at least 1.</param>
    /// <param name="block">The channels' scales.</param>
    /// <param name="maxCode">The largest code.</param>
    /// <param name="limit">The widest vectors to use.</param>
    public static void Quantize<TSample>(
        ReadOnlySpan<float> source, int sourceStride, Span<TSample> destination, int rows, in ScaleBlock block, int maxCode, KernelWidth limit)
        where TSample : unmanaged, IBinaryInteger<TSample>
    {
        Require(rows, block.Count, source.Length, sourceStride, destination.Length);
        switch (block.Wide ? KernelWidth.Scalar : KernelWidths.For(block.Count, limit))
        {
            case KernelWidth.Bits512:
                Quantize<TSample, Floats512>(source, sourceStride, destination, rows, block);
                break;
            case KernelWidth.Bits256:
                Quantize<TSample, Floats256>(source, sourceStride, destination, rows, block);
                break;
            case KernelWidth.Bits128:
                Quantize<TSample, Floats128>(source, sourceStride, destination, rows, block);
                break;
            default:
                for (int i = 0; i < block.Count; i++)
                {
                    var scale = new ChannelScale(new(block.Minimum[i], block.Maximum[i]), maxCode);
                    for (int row = 0; row < rows; row++)
                    {
                        destination[(row * ScaleBlock.Channels) + i] = TSample.CreateTruncating(scale.Quantize(source[(row * sourceStride) + i]));
                    }
                }

                break;
        }
    }

    /// <summary>Dequantizes rows of one sample of each of the block's channels; the mirror of
    /// <see cref="Quantize{TSample}(ReadOnlySpan{float}, int, Span{TSample}, int, in ScaleBlock, int, KernelWidth)"/>.</summary>
    public static void Dequantize<TSample>(
        ReadOnlySpan<TSample> source, Span<float> destination, int destinationStride, int rows, in ScaleBlock block, int maxCode, KernelWidth limit)
        where TSample : unmanaged, IBinaryInteger<TSample>
    {
        Require(rows, block.Count, destination.Length, destinationStride, source.Length);
        switch (block.Wide ? KernelWidth.Scalar : KernelWidths.For(block.Count, limit))
        {
            case KernelWidth.Bits512:
                Dequantize<TSample, Floats512>(source, destination, destinationStride, rows, block);
                break;
            case KernelWidth.Bits256:
                Dequantize<TSample, Floats256>(source, destination, destinationStride, rows, block);
                break;
            case KernelWidth.Bits128:
                Dequantize<TSample, Floats128>(source, destination, destinationStride, rows, block);
                break;
            default:
                for (int i = 0; i < block.Count; i++)
                {
                    var scale = new ChannelScale(new(block.Minimum[i], block.Maximum[i]), maxCode);
                    for (int row = 0; row < rows; row++)
                    {
                        destination[(row * destinationStride) + i] = scale.Dequantize(int.CreateTruncating(source[(row * ScaleBlock.Channels) + i]));
                    }
                }

                break;
        }
    }

    private static void Require(int rows, int count, int floats, int stride, int samples)
    {
        if (rows < 1 || stride < count || ((rows - 1L) * stride) + count > floats || ((rows - 1L) * ScaleBlock.Channels) + count > samples)
        {
            throw new ArgumentException($"{rows} rows of {count} channels do not fit {floats} elements, {stride} apart, and {samples} samples.");
        }
    }

    private static void Quantize<TSample, TVector>(ReadOnlySpan<float> source, int sourceStride, Span<TSample> destination, int rows, in ScaleBlock block)
        where TSample : unmanaged
        where TVector : unmanaged, IFloatVector<TVector>
    {
        TVector bias = TVector.Create(RoundingBias);
        int last = block.Count - TVector.Count;
        for (int i = 0; i < block.Count; i += TVector.Count)
        {
            int at = Math.Min(i, last);
            TVector minimum = TVector.Load(in block.Minimum[at]);
            TVector maximum = TVector.Load(in block.Maximum[at]);
            TVector inverse = TVector.Load(in block.Inverse[at]);
            TVector nan = TVector.Load(in block.NanValue[at]);
            ref float from = ref Unsafe.Add(ref MemoryMarshal.GetReference(source), at);
            ref TSample to = ref Unsafe.Add(ref MemoryMarshal.GetReference(destination), at);
            for (int row = 0; row < rows; row++)
            {
                TVector value = TVector.UnlessNaN(TVector.Load(in from), nan);
                value = TVector.Min(TVector.Max(value, minimum), maximum);
                TVector codes = ((value - minimum) * inverse) + bias;
                if (typeof(TSample) == typeof(byte))
                {
                    codes.StoreLow(ref Unsafe.As<TSample, byte>(ref to));
                }
                else
                {
                    codes.StoreLow(ref Unsafe.As<TSample, ushort>(ref to));
                }

                from = ref Unsafe.Add(ref from, sourceStride);
                to = ref Unsafe.Add(ref to, ScaleBlock.Channels);
            }
        }
    }

    private static void Dequantize<TSample, TVector>(
        ReadOnlySpan<TSample> source, Span<float> destination, int destinationStride, int rows, in ScaleBlock block)
        where TSample : unmanaged
        where TVector : unmanaged, IFloatVector<TVector>
    {
        int last = block.Count - TVector.Count;
        for (int i = 0; i < block.Count; i += TVector.Count)
        {
            int at = Math.Min(i, last);
            TVector minimum = TVector.Load(in block.Minimum[at]);
            TVector maximum = TVector.Load(in block.Maximum[at]);
            TVector step = TVector.Load(in block.Step[at]);
            ref TSample from = ref Unsafe.Add(ref MemoryMarshal.GetReference(source), at);
            ref float to = ref Unsafe.Add(ref MemoryMarshal.GetReference(destination), at);
            for (int row = 0; row < rows; row++)
            {
                TVector codes = typeof(TSample) == typeof(byte)
                    ? TVector.Load(in Unsafe.As<TSample, byte>(ref from))
                    : TVector.Load(in Unsafe.As<TSample, ushort>(ref from));
                TVector.Min(minimum + (codes * step), maximum).Store(ref to);
                from = ref Unsafe.Add(ref from, ScaleBlock.Channels);
                to = ref Unsafe.Add(ref to, destinationStride);
            }
        }
    }
}
