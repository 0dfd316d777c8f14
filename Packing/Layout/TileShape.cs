using System.Numerics;

namespace VideoFeat.Packing.Layout;

/// <summary>The tiles of one tensor before they have a place.</summary>
/// <param name="Width">Samples of a line.</param>
/// <param name="Height">Lines.</param>
/// <param name="StrideX">Width with alignment.</param>
/// <param name="StrideY">Height with alignment.</param>
/// <param name="Count">Number of tiles.</param>
internal readonly record struct TileShape(int Width, int Height, int StrideX, int StrideY, int Count)
{
    public long Area => (long)StrideX * StrideY * Count;

    /// <summary>A channel as one tile where it fits, else folded (too wide) and cut into bands (too high).</summary>
    public static TileShape Of(ChannelGeometry geometry, LayoutOptions options)
    {
        int elements = geometry.ChannelElements;
        int width = geometry.Width <= options.UsableWidth ? geometry.Width : FoldedWidth(geometry, options);
        int lines = (int)CeilingDivide(elements, width);
        int bands = (int)CeilingDivide(lines, options.UsableHeight);
        int height = bands == 1 ? lines : (int)Math.Min(options.UsableHeight, RoundUp(CeilingDivide(lines, bands), options.TileAlignment));
        bands = (int)CeilingDivide(lines, height);
        return new TileShape(
            width, height, Stride(width, options.TileAlignment), Stride(height, options.TileAlignment), checked(geometry.Channels * bands));
    }

    public static long CeilingDivide(long value, long by) => ((value - 1) / by) + 1;

    public static long RoundUp(long value, long multiple) => CeilingDivide(value, multiple) * multiple;

    /// <summary>A single row becomes near-square; a matrix keeps equal parts of its rows below one another.</summary>
    private static int FoldedWidth(ChannelGeometry geometry, LayoutOptions options)
    {
        if (geometry.Height == 1)
        {
            long side = (long)Math.Ceiling(Math.Sqrt(geometry.Width));
            return (int)Math.Min(options.UsableWidth, RoundUp(side, options.TileAlignment));
        }

        long parts = CeilingDivide(geometry.Width, options.UsableWidth);
        return (int)CeilingDivide(geometry.Width, parts);
    }

    private static int Stride(int size, int alignment) =>
        size >= alignment ? (int)RoundUp(size, alignment) : (int)BitOperations.RoundUpToPowerOf2((uint)size);
}
