namespace VideoFeat.Bridges.Rtp;

/// <summary>What a receiver has counted since it opened.</summary>
public sealed record RtpReceiverStatistics
{
    /// <summary>Datagrams that came, of whatever kind and from wherever.</summary>
    public long Datagrams { get; init; }

    /// <summary>Media packets that arrived, duplicates included, retransmissions and repair apart.</summary>
    public long Packets { get; init; }

    /// <summary>Media packets that the sequence numbers promise.</summary>
    public long ExpectedPackets { get; init; }

    /// <summary>Retransmissions that filled a gap.</summary>
    public long Retransmitted { get; init; }

    /// <summary>Packets made of repair packets before they came themselves, if they ever did.</summary>
    public long Repaired { get; init; }

    /// <summary>Packets that were given up.</summary>
    public long Missing { get; init; }

    /// <summary>Packets that came twice.</summary>
    public long Duplicates { get; init; }

    /// <summary>Packets that came after they had been given up, or a second time after they had been used.</summary>
    public long Late { get; init; }

    /// <summary>Packets of other sources, addresses or payload types; dropped.</summary>
    public long Foreign { get; init; }

    /// <summary>Datagrams that are no RTP or RTCP; dropped.</summary>
    public long Malformed { get; init; }

    /// <summary>Packets that failed authentication or were replayed; dropped.</summary>
    public long Refused { get; init; }

    /// <summary>Access units handed out.</summary>
    public long Units { get; init; }

    /// <summary>Access units dropped, by reason; those that were lost whole do not count.</summary>
    public IReadOnlyDictionary<DropReason, long> Dropped { get; init; } = new Dictionary<DropReason, long>();

    /// <summary>Key pictures asked for.</summary>
    public long KeyRequests { get; init; }

    /// <summary>Sources taken up: 1, and 1 more for each restart of the sender.</summary>
    public long Sources { get; init; }

    /// <summary>Interarrival jitter (RFC 3550, 6.4.1).</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>Receive buffer that the system gave, in bytes; 0 where there is no socket. Linux's doubling for its own needs is not counted.</summary>
    public int SocketBufferBytes { get; init; }

    /// <summary>What to do where the system gave less than was asked for; null where it did not.</summary>
    public string? SocketBufferWarning { get; init; }
}
