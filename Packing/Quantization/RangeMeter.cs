using System.Buffers;
using System.Runtime.CompilerServices;
using VideoFeat.Packing.Kernels;

namespace VideoFeat.Packing.Quantization;

/// <summary>From one tensor of one set to the parameters of its quantizer.</summary>
internal static class RangeMeter
{
    public static QuantizerParameters Measure(TensorSlice slice, string name, int tensorIndex, QuantizerOptions options, KernelWidth limit)
    {
        if (!slice.Type.IsFloat())
        {
            // A step of exactly one from the type's smallest value: codes are exact and do not move from set to set.
            float low = slice.Type == ElementType.Int8 ? -128 : 0;
            return new QuantizerParameters([low], [low + options.MaxCode]);
        }

        var counts = ValueStatistics.None;
        QuantizerParameters parameters = options.Mode switch
        {
            RangeMode.Fixed => Fixed(slice, tensorIndex, options, ref counts, limit),
            _ when options.Granularity == Granularity.PerTensor => PerTensor(slice, options, ref counts, limit),
            _ => PerChannel(slice, options, ref counts, limit),
        };
        return counts.NaNs + counts.Infinities == 0 || options.NonFinite == NonFinitePolicy.Clamp
            ? parameters
            : throw new FeatureValueException(
                $"Tensor '{name}' holds {counts.NaNs} NaN and {counts.Infinities} infinities among {slice.Geometry.Elements} elements; "
                + "only finite values can be coded (the non-finite policy Clamp moves them into the range).");
    }

    private static QuantizerParameters Fixed(TensorSlice slice, int tensorIndex, QuantizerOptions options, ref ValueStatistics counts, KernelWidth limit)
    {
        if (options.NonFinite == NonFinitePolicy.Refuse)
        {
            Accumulate(slice, ref counts, limit);
        }

        IReadOnlyList<ValueRange> ranges = options.FixedOf(tensorIndex);
        return ranges.Count == 1
            ? new QuantizerParameters([ranges[0].Minimum], [ranges[0].Maximum])
            : CompactRange.Parameters([.. ranges]);
    }

    private static QuantizerParameters PerTensor(TensorSlice slice, QuantizerOptions options, ref ValueStatistics counts, KernelWidth limit)
    {
        Accumulate(slice, ref counts, limit);
        ValueRange range = counts.Range;
        if (options.Mode == RangeMode.Percentile)
        {
            int elements = slice.Geometry.Elements;
            float[] buffer = slice.Type == ElementType.Float32 ? [] : ArrayPool<float>.Shared.Rent(elements);
            range = PercentileRange.Of(slice.Read(0, elements, buffer), options.Percentile);
            ArrayPool<float>.Shared.Return(buffer);
        }

        return new QuantizerParameters([range.Minimum], [range.Maximum]);
    }

    private static QuantizerParameters PerChannel(TensorSlice slice, QuantizerOptions options, ref ValueStatistics counts, KernelWidth limit)
    {
        int elements = slice.Geometry.ChannelElements;
        ValueRange[] ranges = ArrayPool<ValueRange>.Shared.Rent(slice.Geometry.Channels);
        Span<ValueRange> measured = ranges.AsSpan(0, slice.Geometry.Channels);
        float[] buffer = slice.IsDirect ? [] : ArrayPool<float>.Shared.Rent(slice.Geometry.Interleaved ? slice.Geometry.Elements : elements);
        if (options.Mode != RangeMode.MinMax || !slice.Geometry.Interleaved
            || !InterleavedRangeKernel.TryMeasure(slice.Read(0, slice.Geometry.Elements, buffer), measured, limit))
        {
            for (int c = 0; c < measured.Length; c++)
            {
                ReadOnlySpan<float> values = slice.ReadChannel(c, 0, elements, buffer);
                var channel = ValueStatistics.None;
                RangeKernel.Accumulate(values, ref channel, limit);
                counts.NaNs += channel.NaNs;
                counts.Infinities += channel.Infinities;
                measured[c] = options.Mode == RangeMode.Percentile ? PercentileRange.Of(values, options.Percentile) : channel.Range;
            }
        }

        QuantizerParameters parameters = CompactRange.Parameters(measured);
        ArrayPool<float>.Shared.Return(buffer);
        ArrayPool<ValueRange>.Shared.Return(ranges);
        return parameters;
    }

    [SkipLocalsInit]
    private static void Accumulate(TensorSlice slice, ref ValueStatistics statistics, KernelWidth limit)
    {
        Span<float> scratch = stackalloc float[TensorSlice.ChunkLength];
        int chunk = slice.Type == ElementType.Float32 ? slice.Geometry.Elements : scratch.Length;
        for (int start = 0; start < slice.Geometry.Elements; start += chunk)
        {
            RangeKernel.Accumulate(slice.Read(start, Math.Min(chunk, slice.Geometry.Elements - start), scratch), ref statistics, limit);
        }
    }
}
