namespace VideoFeat.Packing.Layout;

/// <summary>Samples of a frame; empty where width or height is 0.</summary>
internal readonly record struct Rectangle(int X, int Y, int Width, int Height)
{
    public bool IsEmpty => Width <= 0 || Height <= 0;

    public int Right => X + Width;

    public int Bottom => Y + Height;

    public bool Overlaps(Rectangle other) =>
        !IsEmpty && !other.IsEmpty && X < other.Right && other.X < Right && Y < other.Bottom && other.Y < Bottom;
}
