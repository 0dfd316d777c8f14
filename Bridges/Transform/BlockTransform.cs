namespace VideoFeat.Bridges.Transform;

/// <summary>
/// DCT of the blocks of planes, in place: the coefficient of frequency (u, v) of a block stands where its element (u, v) stood. Sums run over the
/// frequencies (positions) in rising order, one rounding an operation, so that every machine has the same bits.
/// </summary>
internal static class BlockTransform
{
    /// <summary>Elements to coefficients.</summary>
    public static void Forward(BlockGrid grid, Span<float> plane) => Run(grid, plane, inverse: false);

    /// <summary>Coefficients to elements.</summary>
    public static void Inverse(BlockGrid grid, Span<float> plane) => Run(grid, plane, inverse: true);

    private static void Run(BlockGrid grid, Span<float> plane, bool inverse)
    {
        const int largest = BlockGrid.LargestSize + (BlockGrid.LargestSize / 2);
        Span<float> scratch = stackalloc float[largest * largest];
        for (int by = 0; by < grid.BlocksHigh; by++)
        {
            int y = grid.Rows[by], height = grid.Rows[by + 1] - y;
            for (int bx = 0; bx < grid.BlocksWide; bx++)
            {
                int x = grid.Columns[bx], width = grid.Columns[bx + 1] - x;
                Block(plane[((y * grid.Width) + x)..], grid.Width, height, width, scratch, inverse);
            }
        }
    }

    // Along the rows into scratch, then along the columns back.
    private static void Block(Span<float> block, int stride, int height, int width, Span<float> scratch, bool inverse)
    {
        if (height == 1 && width == 1)
        {
            return;
        }

        float[] basis = CosineBasis.Of(width);
        int outer = inverse ? 1 : width;
        int inner = inverse ? width : 1;
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<float> row = block.Slice(y * stride, width);
            for (int u = 0; u < width; u++)
            {
                float sum = 0;
                for (int x = 0; x < width; x++)
                {
                    sum += basis[(u * outer) + (x * inner)] * row[x];
                }

                scratch[(y * width) + u] = sum;
            }
        }

        basis = CosineBasis.Of(height);
        outer = inverse ? 1 : height;
        inner = inverse ? height : 1;
        for (int v = 0; v < height; v++)
        {
            Span<float> row = block.Slice(v * stride, width);
            row.Clear();
            for (int y = 0; y < height; y++)
            {
                float weight = basis[(v * outer) + (y * inner)];
                ReadOnlySpan<float> from = scratch.Slice(y * width, width);
                for (int x = 0; x < from.Length; x++)
                {
                    row[x] += weight * from[x];
                }
            }
        }
    }
}
