using VideoFeat.Bridges.Entropy;
using VideoFeat.Packing.Quantization;

namespace VideoFeat.Bridges.NearLossless;

/// <summary>
/// One segment of set after set, codes to bytes and back: what it has learned and seen stays for the next set. Segments do not depend on each other: threads may code
/// several at once. One that failed is of no more use.
/// </summary>
internal abstract class SegmentCoder
{
    /// <summary>A coder that knows nothing yet.</summary>
    /// <param name="shape">Its planes.</param>
    /// <param name="effort">How it is coded.</param>
    /// <param name="bitDepth">Bits of a code: 8, 10 or 12.</param>
    /// <param name="width">Vectors to use; all give the same bytes.</param>
    public static SegmentCoder Of(SegmentShape shape, NearLosslessEffort effort, int bitDepth, MixerWidth width) =>
        effort == NearLosslessEffort.Fast ? new FastSegment(shape, bitDepth, width) : new LearnedSegment(shape, effort, bitDepth, width);

    /// <summary>Codes the segment of the next set.</summary>
    /// <param name="codes">Channel after channel.</param>
    /// <param name="ranges">The quantizer's, one a channel.</param>
    public abstract byte[] Encode(ReadOnlySpan<ushort> codes, ReadOnlySpan<ValueRange> ranges);

    /// <summary>Decodes the segment of the next set; what is wrong with it, or null. The codes are within their range even where something is.</summary>
    public abstract string? Decode(ReadOnlySpan<byte> bytes, ReadOnlySpan<ValueRange> ranges, Span<ushort> codes);

    /// <summary>Writes or reads what has been learned; false where what was read cannot be.</summary>
    public virtual bool State(StateStream state) => true;

    /// <summary>What is wrong where a segment has other bytes than its codes take.</summary>
    protected static string Fault(int bytes, bool tooFew) => $"its {bytes} bytes are {(tooFew ? "fewer" : "more")} than its codes take";
}
