using System.Runtime.CompilerServices;

namespace VideoFeat.Bridges.Transform;

/// <summary>One block of one component, and what is known around it. What is not there counts as 0.</summary>
internal ref struct BlockPlace
{
    private int _row;
    private int _column;

    public required BlockGrid Grid { get; init; }

    /// <summary>Number of the component.</summary>
    public required int Component { get; init; }

    /// <summary>The component's levels, known up to this block.</summary>
    public required Span<short> Levels { get; init; }

    /// <summary>Levels of the component before; empty without.</summary>
    public required ReadOnlySpan<short> Before { get; init; }

    /// <summary>Levels of the one before that.</summary>
    public required ReadOnlySpan<short> Earlier { get; init; }

    /// <summary>Levels of this component in the set before.</summary>
    public required ReadOnlySpan<short> Previous { get; init; }

    /// <summary>For each block of the component how many levels are not 0, at most 255.</summary>
    public required Span<byte> Counts { get; init; }

    /// <summary>The same of the component before.</summary>
    public required ReadOnlySpan<byte> CountsBefore { get; init; }

    /// <summary>Number of the block.</summary>
    public int Index { get; private set; }

    /// <summary>Where the block begins in its plane.</summary>
    public int Start { get; private set; }

    public int BlockWidth { get; private set; }

    public int BlockHeight { get; private set; }

    /// <summary>Turns to a block.</summary>
    public void Open(int index)
    {
        Index = index;
        _row = index / Grid.BlocksWide;
        _column = index % Grid.BlocksWide;
        Start = (Grid.Rows[_row] * Grid.Width) + Grid.Columns[_column];
        BlockWidth = Grid.Columns[_column + 1] - Grid.Columns[_column];
        BlockHeight = Grid.Rows[_row + 1] - Grid.Rows[_row];
    }

    /// <summary>The count of a block near this one.</summary>
    public readonly int CountOf(ReadOnlySpan<byte> counts, int dx, int dy)
    {
        int x = _column + dx, y = _row + dy;
        return x < 0 || y < 0 || x >= Grid.BlocksWide ? 0 : counts[(y * Grid.BlocksWide) + x];
    }

    /// <summary>How many levels of this block were not 0 in the set before.</summary>
    public readonly int PreviousCount()
    {
        int count = 0;
        for (int v = 0; v < BlockHeight && !Previous.IsEmpty; v++)
        {
            foreach (short level in Previous.Slice(Start + (v * Grid.Width), BlockWidth))
            {
                count += level != 0 ? 1 : 0;
            }
        }

        return count;
    }

    /// <summary>Sizes of the levels around that of frequency (u, v).</summary>
    public readonly LevelsAround Around(int u, int v)
    {
        int at = Start + (v * Grid.Width) + u;
        int stride = Grid.Width;
        ReadOnlySpan<short> own = Levels;
        return new LevelsAround(
            u > 0 ? Size(own, at - 1) : 0,
            v > 0 ? Size(own, at - stride) : 0,
            u > 0 && v > 0 ? Size(own, at - stride - 1) : 0,
            u > 1 ? Size(own, at - 2) : 0,
            v > 1 ? Size(own, at - (2 * stride)) : 0,
            Size(own, Place(-1, 0, u, v)),
            Size(own, Place(0, -1, u, v)),
            Size(own, Place(-1, -1, u, v)),
            Size(own, Place(1, -1, u, v)),
            Before.IsEmpty ? 0 : Size(Before, at),
            Earlier.IsEmpty ? 0 : Size(Earlier, at),
            Before.IsEmpty || u + 1 >= BlockWidth ? 0 : Size(Before, at + 1),
            Before.IsEmpty || v + 1 >= BlockHeight ? 0 : Size(Before, at + stride),
            Previous.IsEmpty ? 0 : Size(Previous, at));
    }

    /// <summary>Sign of the level at frequency (u, v) of a block near this one: 0 negative, 1 none or zero, 2 positive.</summary>
    public readonly int SignAt(ReadOnlySpan<short> levels, int dx, int dy, int u, int v)
    {
        int at = levels.IsEmpty ? -1 : Place(dx, dy, u, v);
        return at < 0 ? 1 : 1 + Math.Sign(levels[at]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Size(ReadOnlySpan<short> levels, int at) => at < 0 ? 0 : Math.Abs((int)levels[at]);

    // Where frequency (u, v) of a block near this one stands; -1 where there is none.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int Place(int dx, int dy, int u, int v)
    {
        int x = _column + dx, y = _row + dy;
        if (x < 0 || y < 0 || x >= Grid.BlocksWide)
        {
            return -1;
        }

        int left = Grid.Columns[x] + u, top = Grid.Rows[y] + v;
        return left >= Grid.Columns[x + 1] || top >= Grid.Rows[y + 1] ? -1 : (top * Grid.Width) + left;
    }
}
