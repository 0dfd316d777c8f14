namespace VideoFeat.Bridges.Rtp;

/// <summary>What a sender has counted since it opened.</summary>
public sealed record RtpSenderStatistics
{
    /// <summary>Media packets sent.</summary>
    public long Packets { get; init; }

    /// <summary>Their payload bytes, without RTP headers.</summary>
    public long PayloadBytes { get; init; }

    /// <summary>Bytes of all UDP payloads: media, retransmission, repair, RTCP.</summary>
    public long WireBytes { get; init; }

    /// <summary>Packets sent again.</summary>
    public long Retransmitted { get; init; }

    /// <summary>Packets that were asked for and no longer kept.</summary>
    public long NoLongerKept { get; init; }

    /// <summary>Packets that were asked for beyond <see cref="RtpOptions.RetransmissionShare"/>.</summary>
    public long OverAllowance { get; init; }

    /// <summary>Repair packets sent.</summary>
    public long RepairPackets { get; init; }

    /// <summary>Access units sent.</summary>
    public long Units { get; init; }

    /// <summary>Send buffer that the system gave, in bytes; 0 where there is no socket. Linux's doubling for its own needs is not counted.</summary>
    public int SocketBufferBytes { get; init; }

    /// <summary>What to do where the system gave less than was asked for; null where it did not.</summary>
    public string? SocketBufferWarning { get; init; }

    /// <summary>Key pictures asked for by receivers.</summary>
    public long KeyRequests { get; init; }

    /// <summary>Receiver reports that came.</summary>
    public long Reports { get; init; }

    /// <summary>Media packets that the receiver's reports reach, from the first report on, lost ones included.</summary>
    public long PacketsReported { get; init; }

    /// <summary>Of these, packets that the receiver states as lost in all.</summary>
    public long PacketsLostReported { get; init; }

    /// <summary>Time that sending was held back by pacing.</summary>
    public TimeSpan PacingWait { get; init; }

    /// <summary>Time that sending was held back by the socket.</summary>
    public TimeSpan SocketWait { get; init; }

    /// <summary>Share of packets that the newest receiver report states as lost, 0..1; null before the first.</summary>
    public double? LossReported { get; init; }

    /// <summary>Jitter that the newest receiver report states; null before the first.</summary>
    public TimeSpan? JitterReported { get; init; }

    /// <summary>Round trip by the newest receiver report; null before the first.</summary>
    public TimeSpan? RoundTrip { get; init; }
}
