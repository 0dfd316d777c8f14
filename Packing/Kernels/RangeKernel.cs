using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace VideoFeat.Packing.Kernels;

/// <summary>Smallest and largest finite values. <see cref="ValueStatistics.Add"/> is the definition.</summary>
internal static class RangeKernel
{
    /// <summary>Values looked at before a NaN or an infinity among them sends that stretch to the scalar loop.</summary>
    private const int Stretch = 1 << 16;

    /// <summary>Takes a run into the statistics.</summary>
    public static void Accumulate(ReadOnlySpan<float> values, ref ValueStatistics statistics, KernelWidth limit)
    {
        while (!values.IsEmpty)
        {
            ReadOnlySpan<float> stretch = values[..Math.Min(Stretch, values.Length)];
            values = values[stretch.Length..];
            bool finite = KernelWidths.For(stretch.Length, limit) switch
            {
                KernelWidth.Bits512 => Vectors<Floats512>(stretch, ref statistics),
                KernelWidth.Bits256 => Vectors<Floats256>(stretch, ref statistics),
                KernelWidth.Bits128 => Vectors<Floats128>(stretch, ref statistics),
                _ => false,
            };
            if (!finite)
            {
                foreach (float value in stretch)
                {
                    statistics.Add(value);
                }
            }
        }
    }

    /// <summary>Takes at least one vector of values in and returns true, or returns false untouched where one of them is not finite.</summary>
    private static bool Vectors<TVector>(ReadOnlySpan<float> values, ref ValueStatistics statistics)
        where TVector : unmanaged, IFloatVector<TVector>
    {
        // Two of each, so that a result's latency does not hold up the next value.
        ref float first = ref MemoryMarshal.GetReference(values);
        TVector low0 = TVector.Load(in first);
        TVector low1 = low0;
        TVector high0 = low0;
        TVector high1 = low0;
        TVector magnitude0 = low0;
        TVector magnitude1 = low0;
        int last = values.Length - TVector.Count;
        int i = 0;
        for (; i <= last - TVector.Count; i += 2 * TVector.Count)
        {
            TVector a = TVector.Load(in Unsafe.Add(ref first, i));
            TVector b = TVector.Load(in Unsafe.Add(ref first, i + TVector.Count));
            low0 = TVector.Min(low0, a);
            low1 = TVector.Min(low1, b);
            high0 = TVector.Max(high0, a);
            high1 = TVector.Max(high1, b);
            magnitude0 = TVector.MaxMagnitudeBits(magnitude0, a);
            magnitude1 = TVector.MaxMagnitudeBits(magnitude1, b);
        }

        for (; i < values.Length; i += TVector.Count)
        {
            TVector a = TVector.Load(in Unsafe.Add(ref first, Math.Min(i, last)));
            low0 = TVector.Min(low0, a);
            high0 = TVector.Max(high0, a);
            magnitude0 = TVector.MaxMagnitudeBits(magnitude0, a);
        }

        if (!TVector.AllFinite(TVector.MaxMagnitudeBits(magnitude0, magnitude1)))
        {
            return false;
        }

        statistics.Minimum = Math.Min(statistics.Minimum, TVector.Lowest(TVector.Min(low0, low1)));
        statistics.Maximum = Math.Max(statistics.Maximum, TVector.Highest(TVector.Max(high0, high1)));
        return true;
    }
}
