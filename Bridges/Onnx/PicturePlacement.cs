namespace VideoFeat.Bridges.Onnx;

/// <summary>Where a picture goes: scaled first, then a rectangle of the scaled picture put into the network's input. All in pixels.</summary>
/// <param name="ScaledWidth">Width of the scaled picture.</param>
/// <param name="ScaledHeight">Height of the scaled picture.</param>
/// <param name="SourceX">Left edge of the rectangle in the scaled picture.</param>
/// <param name="SourceY">Upper edge of the rectangle in the scaled picture.</param>
/// <param name="TargetX">Left edge of the rectangle in the input.</param>
/// <param name="TargetY">Upper edge of the rectangle in the input.</param>
/// <param name="Width">Width of the rectangle.</param>
/// <param name="Height">Height of the rectangle.</param>
public readonly record struct PicturePlacement(
    int ScaledWidth, int ScaledHeight, int SourceX, int SourceY, int TargetX, int TargetY, int Width, int Height);
