namespace VideoFeat.Monitoring;

/// <summary>What a carrier has counted since it opened; null where it does not count that.</summary>
public sealed record LinkFigures
{
    /// <summary>Packets by what became of them: a word of lower-case letters each (received, missing, retransmitted).</summary>
    public IReadOnlyDictionary<string, long> Packets { get; init; } = new Dictionary<string, long>();

    /// <summary>Access units that were dropped, by reason.</summary>
    public IReadOnlyDictionary<string, long> DroppedUnits { get; init; } = new Dictionary<string, long>();

    /// <summary>Share of the packets since the carrier opened that are missing for good, 0..1.</summary>
    public double? Loss { get; init; }

    /// <summary>Senders taken up, or connections made: 1, and 1 more for each restart.</summary>
    public long? Connections { get; init; }

    /// <summary>Key pictures asked for.</summary>
    public long? KeyRequests { get; init; }

    /// <summary>Interarrival jitter (RFC 3550, 6.4.1).</summary>
    public TimeSpan? Jitter { get; init; }
}
