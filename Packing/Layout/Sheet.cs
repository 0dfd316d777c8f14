namespace VideoFeat.Packing.Layout;

/// <summary>An arrangement of tiles: regions in the tensors' order and the size that they take before padding.</summary>
internal sealed record Sheet(TileRegion[] Regions, int Width, int Height, int Frames)
{
    /// <summary>Every tile alone on a frame, tensor after tensor.</summary>
    public static Sheet FramePerTile(ReadOnlySpan<TileShape> tiles)
    {
        var regions = new TileRegion[tiles.Length];
        int width = 0;
        int height = 0;
        int frame = 0;
        for (int i = 0; i < tiles.Length; i++)
        {
            TileShape t = tiles[i];
            regions[i] = new TileRegion(frame, 0, 0, t.Width, t.Height, t.StrideX, t.StrideY, 1, 1);
            width = Math.Max(width, t.StrideX);
            height = Math.Max(height, t.StrideY);
            frame = checked(frame + t.Count);
        }

        return new Sheet(regions, width, height, frame);
    }

    /// <summary>Shelves of one width (a multiple of the alignment), highest tiles first; a block that fits beside the shelf's last one goes there, and what exceeds the height spills
    /// into further frames.</summary>
    public static Sheet Shelves(ReadOnlySpan<TileShape> tiles, ReadOnlySpan<int> placing, int width, int maxHeight, int alignment)
    {
        var regions = new TileRegion[tiles.Length];
        var shelf = new Shelf();
        int height = 0;
        foreach (int i in placing)
        {
            TileShape t = tiles[i];
            int columns = Math.Min(t.Count, (width - shelf.Right) / t.StrideX);
            int rows = columns == 0 ? 0 : (int)TileShape.CeilingDivide(t.Count, columns);
            if (rows == 0 || (long)rows * t.StrideY > shelf.Height)
            {
                columns = Math.Min(t.Count, width / t.StrideX);
                rows = (int)TileShape.CeilingDivide(t.Count, columns);
                shelf = shelf.Next((long)rows * t.StrideY, maxHeight);
            }

            columns = (int)TileShape.CeilingDivide(t.Count, rows);
            int rowsPerFrame = Math.Min(rows, (maxHeight - shelf.Top) / t.StrideY);
            regions[i] = new TileRegion(shelf.Frame, shelf.Right, shelf.Top, t.Width, t.Height, t.StrideX, t.StrideY, columns, rowsPerFrame);
            height = Math.Max(height, shelf.Top + (rowsPerFrame * t.StrideY));
            int frames = (int)TileShape.CeilingDivide(rows, rowsPerFrame);
            int lastRows = rows - ((frames - 1) * rowsPerFrame);
            shelf = new Shelf(
                shelf.Frame + frames - 1,
                shelf.Top,
                Math.Max(shelf.Height, (int)TileShape.RoundUp((long)lastRows * t.StrideY, alignment)),
                (int)TileShape.RoundUp(shelf.Right + ((long)columns * t.StrideX), alignment));
        }

        return new Sheet(regions, width, height, shelf.Frame + 1);
    }

    private readonly record struct Shelf(int Frame, int Top, int Height, int Right)
    {
        /// <summary>Below this shelf where the block fits whole, else on top of a new frame.</summary>
        public Shelf Next(long blockHeight, int maxHeight) =>
            Height == 0 || Top + Height + blockHeight <= maxHeight ? new Shelf(Frame, Top + Height, 0, 0) : new Shelf(Frame + 1, 0, 0, 0);
    }
}
