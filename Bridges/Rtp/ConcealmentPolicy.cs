namespace VideoFeat.Bridges.Rtp;

/// <summary>What stands in for a lost feature set.</summary>
public enum ConcealmentPolicy
{
    /// <summary>Nothing: a lost set is handed out as lost, without values.</summary>
    None = 1,

    /// <summary>The values of the last good set.</summary>
    RepeatLast = 2,

    /// <summary>Values on the line, in time, between the good sets before and after; delays lost sets until the next good one.</summary>
    Linear = 3,
}
