namespace VideoFeat.Packing.Layout;

/// <summary>A region with what follows from it and the tensor's geometry: how many bands, tiles and frames there are and where each tile lies.</summary>
internal sealed class TensorRegion
{
    private readonly int[]? _order;
    private readonly int[]? _positions;

    public TensorRegion(ChannelGeometry geometry, TileRegion region, int[]? order)
    {
        Geometry = geometry;
        Region = region;
        Bands = BandsOf(geometry, region);
        Tiles = geometry.Channels * Bands;
        TilesPerFrame = (int)Math.Min(Tiles, (long)region.Columns * region.RowsPerFrame);
        LastFrame = region.FirstFrame + ((Tiles - 1) / TilesPerFrame);
        _order = order;
        if (order is not null)
        {
            _positions = new int[order.Length];
            for (int position = 0; position < order.Length; position++)
            {
                _positions[order[position]] = position;
            }
        }
    }

    public ChannelGeometry Geometry { get; }

    public TileRegion Region { get; }

    /// <summary>Tiles of one channel.</summary>
    public int Bands { get; }

    /// <summary>Tiles of the tensor.</summary>
    public int Tiles { get; }

    /// <summary>Tiles of a full frame, at most <see cref="Tiles"/>.</summary>
    public int TilesPerFrame { get; }

    /// <summary>True where tile t is the whole of channel t.</summary>
    public bool OneTileAChannelInOrder => Bands == 1 && _order is null;

    /// <summary>The set's frame that holds the last tile.</summary>
    public int LastFrame { get; }

    /// <summary>Bands of a channel, computed so that no product overflows.</summary>
    public static int BandsOf(ChannelGeometry geometry, TileRegion region) =>
        CeilingDivide(CeilingDivide(geometry.ChannelElements, region.TileWidth), region.TileHeight);

    /// <summary>First tile and number of tiles in a frame; none where the frame is another tensor's.</summary>
    public (int First, int Count) TilesIn(int frame)
    {
        if (frame < Region.FirstFrame || frame > LastFrame)
        {
            return (0, 0);
        }

        int first = (frame - Region.FirstFrame) * TilesPerFrame;
        return (first, Math.Min(TilesPerFrame, Tiles - first));
    }

    /// <summary>The channel of a tile, its first element within the channel and the number of its elements, its frame and its top left sample.</summary>
    public Tile TileAt(int tile)
    {
        int position = tile / Bands;
        int band = tile % Bands;
        int capacity = (int)Math.Min(Geometry.ChannelElements, (long)Region.TileWidth * Region.TileHeight);
        int start = band * capacity;
        int inFrame = tile % TilesPerFrame;
        return new Tile(
            _order is null ? position : _order[position],
            start,
            Math.Min(capacity, Geometry.ChannelElements - start),
            Region.FirstFrame + (tile / TilesPerFrame),
            Region.OriginX + (inFrame % Region.Columns * Region.StrideX),
            Region.OriginY + (inFrame / Region.Columns * Region.StrideY));
    }

    /// <summary>The tile that holds element <paramref name="element"/> of a channel.</summary>
    public int TileOf(int channel, int element)
    {
        int position = _positions is null ? channel : _positions[channel];
        return (position * Bands) + (element / Region.TileWidth / Region.TileHeight);
    }

    public (int Frame, int Row, int Column) Locate(int channel, int y, int x)
    {
        int element = (y * Geometry.Width) + x;
        Tile tile = TileAt(TileOf(channel, element));
        int offset = element - tile.Start;
        return (tile.Frame, tile.Y + (offset / Region.TileWidth), tile.X + (offset % Region.TileWidth));
    }

    /// <summary>The samples that the region holds in a frame, grid cells included: full rows of tiles, then the last, partial row (or empty rectangles).</summary>
    public (Rectangle Rows, Rectangle LastRow) CellsIn(int frame)
    {
        int count = TilesIn(frame).Count;
        int rows = count / Region.Columns;
        int rest = count % Region.Columns;
        return (
            new Rectangle(Region.OriginX, Region.OriginY, rows == 0 ? 0 : Region.Columns * Region.StrideX, rows * Region.StrideY),
            new Rectangle(Region.OriginX, Region.OriginY + (rows * Region.StrideY), rest * Region.StrideX, rest == 0 ? 0 : Region.StrideY));
    }

    private static int CeilingDivide(int value, int by) => ((value - 1) / by) + 1;
}

/// <summary>One tile: elements <c>Start</c> to <c>Start + Count - 1</c> of a channel, from sample (X, Y) of a frame on.</summary>
internal readonly record struct Tile(int Channel, int Start, int Count, int Frame, int X, int Y);
