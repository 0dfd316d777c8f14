namespace VideoFeat.Bridges.Live;

/// <summary>What a sender has counted since it opened.</summary>
public sealed record LiveSenderStatistics
{
    /// <summary>Access units that libavformat took.</summary>
    public long Units { get; init; }

    /// <summary>Their bytes, without what the protocol adds.</summary>
    public long Bytes { get; init; }

    /// <summary>Access units that could not be sent while the connection was lost, or refer to one of those.</summary>
    public long DroppedUnits { get; init; }

    /// <summary>Connections made: 1, and 1 more for each reconnection.</summary>
    public long Connections { get; init; }

    /// <summary>Why the connection was lost last; null where it never was.</summary>
    public string? LastFault { get; init; }
}
