namespace VideoFeat.Bridges.Transform;

/// <summary>One row of one block: frequencies u = 0 up of one v.</summary>
/// <param name="Start">Where it begins in its plane.</param>
/// <param name="Length">Frequencies.</param>
/// <param name="V">Frequency down.</param>
internal readonly record struct BlockRun(int Start, int Length, int V)
{
    /// <summary>Class of frequencies of an element.</summary>
    public int Class(int u) => FrequencyClass.Of(u, V);

    /// <summary>All rows of all blocks of a plane, in the order of coding: block after block.</summary>
    public static IEnumerable<BlockRun> All(BlockGrid grid)
    {
        for (int by = 0; by < grid.BlocksHigh; by++)
        {
            for (int bx = 0; bx < grid.BlocksWide; bx++)
            {
                for (int y = grid.Rows[by]; y < grid.Rows[by + 1]; y++)
                {
                    yield return new BlockRun((y * grid.Width) + grid.Columns[bx], grid.Columns[bx + 1] - grid.Columns[bx], y - grid.Rows[by]);
                }
            }
        }
    }
}
