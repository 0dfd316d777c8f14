using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using VideoFeat.Packing.Quantization;

namespace VideoFeat.Packing.Kernels;

/// <summary>Smallest and largest value of each channel where channels are interleaved.</summary>
internal static class InterleavedRangeKernel
{
    /// <summary>Measures all channels; false where a value is not finite or there are fewer channels than a vector holds: then the scalar way must be gone.</summary>
    /// <param name="values">Positions of <c>ranges.Length</c> channels each.</param>
    /// <param name="ranges">One range a channel.</param>
    /// <param name="limit">The widest vectors to use.</param>
    public static bool TryMeasure(ReadOnlySpan<float> values, Span<ValueRange> ranges, KernelWidth limit) =>
        values.Length % ranges.Length == 0 && KernelWidths.For(ranges.Length, limit) switch
        {
            KernelWidth.Bits512 => Vectors<Floats512>(values, ranges),
            KernelWidth.Bits256 => Vectors<Floats256>(values, ranges),
            KernelWidth.Bits128 => Vectors<Floats128>(values, ranges),
            _ => false,
        };

    private static bool Vectors<TVector>(ReadOnlySpan<float> values, Span<ValueRange> ranges)
        where TVector : unmanaged, IFloatVector<TVector>
    {
        Span<float> lows = stackalloc float[16];
        Span<float> highs = stackalloc float[16];
        for (int c = 0; c < ranges.Length; c += TVector.Count)
        {
            int channel = Math.Min(c, ranges.Length - TVector.Count);
            ref float value = ref Unsafe.Add(ref MemoryMarshal.GetReference(values), channel);
            TVector low = TVector.Load(in value);
            TVector high = low;
            TVector magnitude = low;
            for (int position = 0; position < values.Length; position += ranges.Length)
            {
                TVector next = TVector.Load(in Unsafe.Add(ref value, position));
                low = TVector.Min(low, next);
                high = TVector.Max(high, next);
                magnitude = TVector.MaxMagnitudeBits(magnitude, next);
            }

            if (!TVector.AllFinite(magnitude))
            {
                return false;
            }

            low.Store(ref lows[0]);
            high.Store(ref highs[0]);
            for (int lane = 0; lane < TVector.Count; lane++)
            {
                ranges[channel + lane] = new ValueRange(lows[lane] + 0f, highs[lane] + 0f);
            }
        }

        return true;
    }
}
