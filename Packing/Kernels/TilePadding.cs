using VideoFeat.Packing.Layout;

namespace VideoFeat.Packing.Kernels;

/// <summary>The samples of a grid cell that hold no element: an even continuation costs a codec least, as no edge cuts through its blocks.</summary>
internal static class TilePadding
{
    /// <summary>Lengthens a partial last line with its last sample, each line to the cell's width with its last sample, and repeats the last line downwards.</summary>
    /// <param name="cell">The plane from the tile's first sample on.</param>
    /// <param name="stride">Samples from a row to the next.</param>
    /// <param name="region">The tile's region.</param>
    /// <param name="elements">Elements in the tile.</param>
    public static void Fill<TSample>(Span<TSample> cell, int stride, TileRegion region, int elements)
        where TSample : unmanaged
    {
        int width = region.TileWidth;
        int lines = ((elements - 1) / width) + 1;
        int lastUsed = ((elements - 1) % width) + 1;
        Right(cell, stride, width, region.StrideX, lines - 1);
        Right(cell[((lines - 1) * stride)..], stride, lastUsed, region.StrideX, 1);
        Down(cell[((lines - 1) * stride)..], stride, region.StrideX, region.StrideY - lines);
    }

    /// <summary>Repeats the last used sample of each line.</summary>
    public static void Right<TSample>(Span<TSample> lines, int stride, int used, int width, int count)
        where TSample : unmanaged
    {
        if (used == width)
        {
            return;
        }

        for (int line = 0; line < count; line++)
        {
            Span<TSample> row = lines.Slice(line * stride, width);
            row[used..].Fill(row[used - 1]);
        }
    }

    /// <summary>Repeats the first line <paramref name="count"/> times below itself.</summary>
    public static void Down<TSample>(Span<TSample> lines, int stride, int width, int count)
        where TSample : unmanaged
    {
        for (int line = 1; line <= count; line++)
        {
            lines[..width].CopyTo(lines[(line * stride)..]);
        }
    }
}
