namespace VideoFeat.Packing.Layout;

/// <summary>Where one tensor's tiles lie: nine integers from which the frame, row and column of every element follow.</summary>
/// <remarks>
/// Element <c>e = y * W + x</c> of a channel lies in line <c>e / TileWidth</c>, column <c>e % TileWidth</c> of the channel; line <c>l</c> lies in band
/// <c>l / TileHeight</c>. Band <c>b</c> of the channel at position <c>p</c> is tile <c>t = p * bands + b</c>, where a channel has
/// <c>bands = ceil(ceil(H * W / TileWidth) / TileHeight)</c>. Tile <c>t</c> lies in frame <c>FirstFrame + t / (Columns * RowsPerFrame)</c>; with
/// <c>i = t % (Columns * RowsPerFrame)</c> its top left sample is at <c>OriginX + i % Columns * StrideX</c>, <c>OriginY + i / Columns * StrideY</c>.
/// All sizes and positions in samples.
/// </remarks>
/// <param name="FirstFrame">The set's frame that holds tile 0.</param>
/// <param name="OriginX">Column of the grid's left edge, in every frame.</param>
/// <param name="OriginY">Row of the grid's top edge, in every frame.</param>
/// <param name="TileWidth">Samples of a line.</param>
/// <param name="TileHeight">Lines of a tile (the last of a channel may hold fewer).</param>
/// <param name="StrideX">Distance of two tiles' left edges, at least <paramref name="TileWidth"/>.</param>
/// <param name="StrideY">Distance of two tiles' top edges, at least <paramref name="TileHeight"/>.</param>
/// <param name="Columns">Tiles side by side.</param>
/// <param name="RowsPerFrame">Rows of tiles in a frame; more go to the next frame.</param>
public sealed record TileRegion(
    int FirstFrame, int OriginX, int OriginY, int TileWidth, int TileHeight, int StrideX, int StrideY, int Columns, int RowsPerFrame);
