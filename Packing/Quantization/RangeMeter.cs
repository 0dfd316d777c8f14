using System.Buffers;
using VideoFeat.Packing.Kernels;

namespace VideoFeat.Packing.Quantization;

/// <summary>From one tensor of one set to the parameters of its quantizer.</summary>
internal static class RangeMeter
{
    public static QuantizerParameters Measure(TensorSlice slice, string name, int tensorIndex, QuantizerOptions options)
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
            RangeMode.Fixed => Fixed(slice, tensorIndex, options, ref counts),
            _ when options.Granularity == Granularity.PerTensor => PerTensor(slice, options, ref counts),
            _ => PerChannel(slice, options, ref counts),
        };
        return counts.NaNs + counts.Infinities == 0 || options.NonFinite == NonFinitePolicy.Clamp
            ? parameters
            : throw new FeatureValueException(
                $"Tensor '{name}' holds {counts.NaNs} NaN and {counts.Infinities} infinities among {slice.Geometry.Elements} elements; "
                + "only finite values can be coded (the non-finite policy Clamp moves them into the range).");
    }

    private static QuantizerParameters Fixed(TensorSlice slice, int tensorIndex, QuantizerOptions options, ref ValueStatistics counts)
    {
        if (options.NonFinite == NonFinitePolicy.Refuse)
        {
            Accumulate(slice, ref counts);
        }

        IReadOnlyList<ValueRange> ranges = options.FixedOf(tensorIndex);
        return ranges.Count == 1
            ? new QuantizerParameters([ranges[0].Minimum], [ranges[0].Maximum])
            : CompactRange.Parameters([.. ranges]);
    }

    private static QuantizerParameters PerTensor(TensorSlice slice, QuantizerOptions options, ref ValueStatistics counts)
    {
        Accumulate(slice, ref counts);
        ValueRange range = counts.Range;
        if (options.Mode == RangeMode.Percentile)
        {
            range = PercentileOf(slice, 0, slice.Geometry.Elements, options.Percentile, wholeTensor: true);
        }

        return new QuantizerParameters([range.Minimum], [range.Maximum]);
    }

    private static QuantizerParameters PerChannel(TensorSlice slice, QuantizerOptions options, ref ValueStatistics counts)
    {
        int channels = slice.Geometry.Channels;
        var ranges = new ValueRange[channels];
        float[] buffer = ArrayPool<float>.Shared.Rent(slice.Geometry.ChannelElements);
        Span<float> values = buffer.AsSpan(0, slice.Geometry.ChannelElements);
        for (int c = 0; c < channels; c++)
        {
            slice.ReadChannel(c, 0, values);
            var channel = ValueStatistics.None;
            RangeKernel.Accumulate(values, ref channel);
            counts.NaNs += channel.NaNs;
            counts.Infinities += channel.Infinities;
            ranges[c] = options.Mode == RangeMode.Percentile ? PercentileRange.Of(values, options.Percentile) : channel.Range;
        }

        ArrayPool<float>.Shared.Return(buffer);
        return CompactRange.Parameters(ranges);
    }

    private static ValueRange PercentileOf(TensorSlice slice, int start, int count, double percentile, bool wholeTensor)
    {
        _ = wholeTensor;
        float[] buffer = ArrayPool<float>.Shared.Rent(count);
        ValueRange range = PercentileRange.Of(slice.Read(start, count, buffer), percentile);
        ArrayPool<float>.Shared.Return(buffer);
        return range;
    }

    private static void Accumulate(TensorSlice slice, ref ValueStatistics statistics)
    {
        Span<float> scratch = stackalloc float[TensorSlice.ChunkLength];
        int chunk = slice.Type == ElementType.Float32 ? slice.Geometry.Elements : scratch.Length;
        for (int start = 0; start < slice.Geometry.Elements; start += chunk)
        {
            RangeKernel.Accumulate(slice.Read(start, Math.Min(chunk, slice.Geometry.Elements - start), scratch), ref statistics);
        }
    }
}
