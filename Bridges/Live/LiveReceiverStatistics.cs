namespace VideoFeat.Bridges.Live;

/// <summary>What a receiver has counted since it opened.</summary>
public sealed record LiveReceiverStatistics
{
    /// <summary>Access units handed out.</summary>
    public long Units { get; init; }

    /// <summary>Bytes of all access units that came.</summary>
    public long Bytes { get; init; }

    /// <summary>Gaps in the feature headers' numbering, or told by the container.</summary>
    public long Gaps { get; init; }

    /// <summary>Access units dropped, by reason; those that never came do not count.</summary>
    public IReadOnlyDictionary<DropReason, long> Dropped { get; init; } = new Dictionary<DropReason, long>();

    /// <summary>Connections made: 1, and 1 more for each reconnection.</summary>
    public long Connections { get; init; }

    /// <summary>Why the connection was lost last; null where it never was.</summary>
    public string? LastFault { get; init; }
}
