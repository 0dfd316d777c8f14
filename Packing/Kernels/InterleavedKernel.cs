using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace VideoFeat.Packing.Kernels;

/// <summary>Quantizes and dequantizes neighbouring elements that belong to neighbouring channels, each with a scale of its own.</summary>
internal static class InterleavedKernel
{
    private const float RoundingBias = 8388608f;

    /// <summary>Quantizes one element of each of the block's channels.</summary>
    public static void Quantize<TSample>(ReadOnlySpan<float> source, Span<TSample> destination, in ScaleBlock block, int maxCode, KernelWidth limit)
        where TSample : unmanaged, IBinaryInteger<TSample>
    {
        _ = RowChecks.Count(source.Length, block.Count, destination.Length, block.Count);
        switch (block.Wide ? KernelWidth.Scalar : KernelWidths.For(source.Length, limit))
        {
            case KernelWidth.Bits512:
                Quantize<TSample, Floats512>(source, destination, block);
                break;
            case KernelWidth.Bits256:
                Quantize<TSample, Floats256>(source, destination, block);
                break;
            case KernelWidth.Bits128:
                Quantize<TSample, Floats128>(source, destination, block);
                break;
            default:
                for (int i = 0; i < source.Length; i++)
                {
                    var scale = new ChannelScale(new(block.Minimum[i], block.Maximum[i]), maxCode);
                    destination[i] = TSample.CreateTruncating(scale.Quantize(source[i]));
                }

                break;
        }
    }

    /// <summary>Dequantizes one element of each of the block's channels.</summary>
    public static void Dequantize<TSample>(ReadOnlySpan<TSample> source, Span<float> destination, in ScaleBlock block, int maxCode, KernelWidth limit)
        where TSample : unmanaged, IBinaryInteger<TSample>
    {
        _ = RowChecks.Count(destination.Length, block.Count, source.Length, block.Count);
        switch (block.Wide ? KernelWidth.Scalar : KernelWidths.For(destination.Length, limit))
        {
            case KernelWidth.Bits512:
                Dequantize<TSample, Floats512>(source, destination, block);
                break;
            case KernelWidth.Bits256:
                Dequantize<TSample, Floats256>(source, destination, block);
                break;
            case KernelWidth.Bits128:
                Dequantize<TSample, Floats128>(source, destination, block);
                break;
            default:
                for (int i = 0; i < destination.Length; i++)
                {
                    var scale = new ChannelScale(new(block.Minimum[i], block.Maximum[i]), maxCode);
                    destination[i] = scale.Dequantize(int.CreateTruncating(source[i]));
                }

                break;
        }
    }

    private static void Quantize<TSample, TVector>(ReadOnlySpan<float> source, Span<TSample> destination, in ScaleBlock block)
        where TSample : unmanaged
        where TVector : unmanaged, IFloatVector<TVector>
    {
        ref float from = ref MemoryMarshal.GetReference(source);
        ref TSample to = ref MemoryMarshal.GetReference(destination);
        ref float minimums = ref MemoryMarshal.GetReference(block.Minimum);
        ref float maximums = ref MemoryMarshal.GetReference(block.Maximum);
        ref float inverses = ref MemoryMarshal.GetReference(block.Inverse);
        ref float nans = ref MemoryMarshal.GetReference(block.NanValue);
        TVector bias = TVector.Create(RoundingBias);
        int last = source.Length - TVector.Count;
        for (int i = 0; i < source.Length; i += TVector.Count)
        {
            int at = Math.Min(i, last);
            TVector minimum = TVector.Load(in Unsafe.Add(ref minimums, at));
            TVector value = TVector.UnlessNaN(TVector.Load(in Unsafe.Add(ref from, at)), TVector.Load(in Unsafe.Add(ref nans, at)));
            value = TVector.Min(TVector.Max(value, minimum), TVector.Load(in Unsafe.Add(ref maximums, at)));
            TVector codes = ((value - minimum) * TVector.Load(in Unsafe.Add(ref inverses, at))) + bias;
            if (typeof(TSample) == typeof(byte))
            {
                codes.StoreLow(ref Unsafe.As<TSample, byte>(ref Unsafe.Add(ref to, at)));
            }
            else
            {
                codes.StoreLow(ref Unsafe.As<TSample, ushort>(ref Unsafe.Add(ref to, at)));
            }
        }
    }

    private static void Dequantize<TSample, TVector>(ReadOnlySpan<TSample> source, Span<float> destination, in ScaleBlock block)
        where TSample : unmanaged
        where TVector : unmanaged, IFloatVector<TVector>
    {
        ref TSample from = ref MemoryMarshal.GetReference(source);
        ref float to = ref MemoryMarshal.GetReference(destination);
        ref float minimums = ref MemoryMarshal.GetReference(block.Minimum);
        ref float maximums = ref MemoryMarshal.GetReference(block.Maximum);
        ref float steps = ref MemoryMarshal.GetReference(block.Step);
        int last = destination.Length - TVector.Count;
        for (int i = 0; i < destination.Length; i += TVector.Count)
        {
            int at = Math.Min(i, last);
            TVector codes = typeof(TSample) == typeof(byte)
                ? TVector.Load(in Unsafe.As<TSample, byte>(ref Unsafe.Add(ref from, at)))
                : TVector.Load(in Unsafe.As<TSample, ushort>(ref Unsafe.Add(ref from, at)));
            TVector value = TVector.Load(in Unsafe.Add(ref minimums, at)) + (codes * TVector.Load(in Unsafe.Add(ref steps, at)));
            TVector.Min(value, TVector.Load(in Unsafe.Add(ref maximums, at))).Store(ref Unsafe.Add(ref to, at));
        }
    }
}
