using VideoFeat.Bridges.Carrier;
using VideoFeat.Packing.Quantization;

namespace VideoFeat.Bridges.NearLossless;

/// <summary>The quantizer's ranges of a segment.</summary>
internal static class SegmentRanges
{
    /// <summary>One a channel.</summary>
    public static ValueRange[] Of(Segment segment, IReadOnlyList<QuantizerParameters> parameters)
    {
        var ranges = new ValueRange[segment.Channels];
        for (int c = 0; c < ranges.Length; c++)
        {
            ranges[c] = parameters[segment.Tensor][segment.First + c];
        }

        return ranges;
    }
}
