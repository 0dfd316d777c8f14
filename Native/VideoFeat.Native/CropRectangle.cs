namespace VideoFeat.Native;

/// <summary>A part of a picture, in pixels of the upright picture.</summary>
/// <param name="X">Left column.</param>
/// <param name="Y">Top row.</param>
/// <param name="Width">At least 1.</param>
/// <param name="Height">At least 1.</param>
public readonly record struct CropRectangle(int X, int Y, int Width, int Height);
