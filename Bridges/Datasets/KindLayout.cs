using VideoFeat.Packing.Layout;

namespace VideoFeat.Bridges.Datasets;

/// <summary>The frames of a kind.</summary>
/// <param name="Kind">How tensors lie in them.</param>
/// <param name="Width">Samples of a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="FramesPerSet">Access units of one set.</param>
public sealed record KindLayout(LayoutKind Kind, int Width, int Height, int FramesPerSet);
