namespace VideoFeat.Bridges.Transform;

/// <summary>Sizes of the levels that are known around one: within its block, at the same frequency of the blocks around, in the components and the set before.</summary>
internal readonly record struct LevelsAround(
    int Left, int Up, int LeftUp, int LeftTwo, int UpTwo, int West, int North, int NorthWest, int NorthEast, int Before, int Earlier, int BeforeRight, int BeforeDown, int Past);
