namespace VideoFeat.Bridges.Transform;

/// <summary>Frequencies of a block in few classes: 0, 1, 2, 3, 4-5, 6-8, 9-13, 14 and up, in each direction.</summary>
internal static class FrequencyClass
{
    /// <summary>Classes of one direction.</summary>
    public const int Count = 8;

    /// <summary>Classes of both directions.</summary>
    public const int Pairs = Count * Count;

    /// <summary>Classes of the sum of both directions.</summary>
    public const int Diagonals = (2 * Count) - 1;

    private static readonly byte[] Table = [.. Enumerable.Range(0, BlockGrid.LargestBlock(BlockGrid.LargestSize)).Select(u => (byte)Slow(u))];

    /// <summary>Class of a frequency.</summary>
    public static int Of(int frequency) => Table[frequency];

    /// <summary>Class of a pair of frequencies.</summary>
    public static int Of(int u, int v) => (Table[v] * Count) + Table[u];

    /// <summary>Class of the diagonal that a pair's class lies on.</summary>
    public static int Diagonal(int pair) => (pair / Count) + (pair % Count);

    private static int Slow(int u) => u switch { < 4 => u, < 6 => 4, < 9 => 5, < 14 => 6, _ => 7 };
}
