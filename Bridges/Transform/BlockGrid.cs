using VideoFeat.Packing;

namespace VideoFeat.Bridges.Transform;

/// <summary>A plane cut into blocks of nearly equal size, so that any height and width goes without padding: sizes differ by one at most.</summary>
internal sealed class BlockGrid
{
    /// <summary>Largest size that may be asked for; a block may be half as large again.</summary>
    public const int LargestSize = 16;

    /// <param name="geometry">The planes.</param>
    /// <param name="size">Rows and columns of a block to aim at, 1..16.</param>
    public BlockGrid(ChannelGeometry geometry, int size)
    {
        Height = geometry.Height;
        Width = geometry.Width;
        Rows = Split(Height, size);
        Columns = Split(Width, size);
    }

    public int Height { get; }

    public int Width { get; }

    /// <summary>Where each row of blocks begins, and the height behind the last.</summary>
    public int[] Rows { get; }

    /// <summary>Where each column of blocks begins, and the width behind the last.</summary>
    public int[] Columns { get; }

    public int PlaneElements => Height * Width;

    public int BlocksHigh => Rows.Length - 1;

    public int BlocksWide => Columns.Length - 1;

    /// <summary>Largest block of any plane at a size to aim at.</summary>
    public static int LargestBlock(int size) => size + (size / 2);

    // round(length / size) blocks, one at least; block i begins at floor(i * length / blocks).
    private static int[] Split(int length, int size)
    {
        int count = Math.Max(1, (length + (size / 2)) / size);
        var starts = new int[count + 1];
        for (int i = 0; i <= count; i++)
        {
            starts[i] = (int)((long)i * length / count);
        }

        return starts;
    }
}
