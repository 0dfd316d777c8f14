using VideoFeat.Packing;

namespace VideoFeat.Bridges.NearLossless;

/// <summary>Channels of a tensor that are coded together, as planes.</summary>
/// <param name="Channels">Number of planes.</param>
/// <param name="Height">Rows of a plane.</param>
/// <param name="Width">Elements of a row.</param>
internal readonly record struct SegmentShape(int Channels, int Height, int Width)
{
    /// <summary>Channels of fewer elements become the rows of one plane: a border around each would be larger than they are.</summary>
    public const int LeastElements = 16;

    public int Elements => Channels * Height * Width;

    /// <summary>So many channels of a tensor.</summary>
    public static SegmentShape Of(ChannelGeometry tensor, int channels) => tensor.ChannelElements < LeastElements
        ? new SegmentShape(1, channels, tensor.ChannelElements)
        : new SegmentShape(channels, tensor.Height, tensor.Width);
}
