using VideoFeat.Packing;
using VideoFeat.Packing.Layout;

namespace VideoFeat.Tests.Reference;

/// <summary>The layout mapping of docs/formats/feature-sei.md, element by element.</summary>
internal static class NaiveLayout
{
    public static (int Frame, int Row, int Column) Locate(PackPlan plan, int tensor, int channel, int y, int x)
    {
        TileRegion r = plan.Regions[tensor];
        ChannelGeometry g = plan.Geometries[tensor];
        int position = plan.ChannelOrders[tensor] is int[] order ? Array.IndexOf(order, channel) : channel;
        int element = (y * g.Width) + x;
        int line = element / r.TileWidth;
        int lines = (int)Math.Ceiling(g.Height * (double)g.Width / r.TileWidth);
        int bands = (int)Math.Ceiling(lines / (double)r.TileHeight);
        int tile = (position * bands) + (line / r.TileHeight);
        int tilesPerFrame = r.Columns * r.RowsPerFrame;
        int inFrame = tile % tilesPerFrame;
        return (
            r.FirstFrame + (tile / tilesPerFrame),
            r.OriginY + (inFrame / r.Columns * r.StrideY) + (line % r.TileHeight),
            r.OriginX + (inFrame % r.Columns * r.StrideX) + (element % r.TileWidth));
    }

    /// <summary>Where element (channel, y, x) lies in the tensor's memory, counted in elements of one set.</summary>
    public static int IndexOf(ChannelGeometry g, int channel, int y, int x) =>
        g.Interleaved ? (((y * g.Width) + x) * g.Channels) + channel : (((channel * g.Height) + y) * g.Width) + x;

    public static IEnumerable<(int Channel, int Y, int X)> Elements(ChannelGeometry g) =>
        from c in Enumerable.Range(0, g.Channels)
        from y in Enumerable.Range(0, g.Height)
        from x in Enumerable.Range(0, g.Width)
        select (c, y, x);
}
