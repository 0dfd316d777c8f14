namespace VideoFeat.Bridges.Transform;

/// <summary>Sizes of the levels that are known around one: within its block, at the same frequency of the blocks around, in the components and the set before.</summary>
internal readonly record struct LevelsAround(
    int Left, int Up, int LeftUp, int LeftTwo, int UpTwo, int West, int North, int NorthWest, int NorthEast, int Before, int Earlier, int BeforeRight, int BeforeDown, int Past)
{
    /// <summary>Those within the block, the nearest twice.</summary>
    public int Inside => (2 * (Left + Up)) + LeftUp + LeftTwo + UpTwo;

    /// <summary>Those of the blocks around.</summary>
    public int Blocks => (2 * (West + North)) + NorthWest + NorthEast;

    /// <summary>Those of the components before.</summary>
    public int Others => (2 * Before) + Earlier + BeforeRight + BeforeDown;
}
