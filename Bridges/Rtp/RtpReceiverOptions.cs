using System.Net;
using VideoFeat.Bridges.Rtp.Sdp;

namespace VideoFeat.Bridges.Rtp;

/// <summary>Options of <see cref="RtpReceiver"/>. Immutable; checked together when a receiver opens.</summary>
public sealed record RtpReceiverOptions
{
    /// <summary>A larger access unit is dropped; 1 KiB..1 GiB.</summary>
    public int MaxUnitBytes { get; init; } = 32 << 20;

    /// <summary>Most packets that wait for one before them, 1..16384.</summary>
    public int ReorderPackets { get; init; } = 1024;

    /// <summary>
    /// How long a missing packet is waited for, 0..10 s. Null: 100 ms where it may still come by retransmission or repair, a few round trips on a local network;
    /// else 30 ms, as reordering alone is shorter.
    /// </summary>
    public TimeSpan? ReorderDelay { get; init; }

    /// <summary>Ask for lost packets where the session allows it.</summary>
    public bool RequestRetransmission { get; init; } = true;

    /// <summary>Time between receiver reports, 10 ms..60 s.</summary>
    public TimeSpan ReportInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A source that is silent so long is gone, and another may take its place; 0.1..3600 s.</summary>
    public TimeSpan SourceTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Access units that wait to be taken, 1..10000; what comes on top is dropped, and counted.</summary>
    public int MaxWaitingUnits { get; init; } = 64;

    /// <summary>So many packets in a row that are not authentic are an error: the key is wrong; 1..1000000.</summary>
    public int AuthenticationFailureLimit { get; init; } = 100;

    /// <summary>Receiving ends when the sender says goodbye; else another sender may follow.</summary>
    public bool EndAtBye { get; init; } = true;

    /// <summary>Socket buffer that is asked for, 64 KiB..256 MiB; the system may give less, which the statistics state.</summary>
    public int SocketBufferBytes { get; init; } = 4 << 20;

    /// <summary>Address of the network interface for multicast, of the same family as the group; null leaves it to the system.</summary>
    public IPAddress? Interface { get; init; }

    internal TimeSpan ReorderDelayIn(SessionDescription session) =>
        ReorderDelay ?? TimeSpan.FromMilliseconds((RequestRetransmission && session.GenericNack) || session.RepairPayloadType is not null ? 100 : 30);

    /// <summary>Throws with every fault, its value and the allowed range.</summary>
    /// <exception cref="ArgumentException">One or more options are out of range; the message lists them all.</exception>
    public void Validate() => OptionFaults.Throw(
        (MaxUnitBytes is >= 1 << 10 and <= 1 << 30, $"access unit limit is {MaxUnitBytes} bytes; allowed are 1024..{1 << 30}"),
        (ReorderPackets is >= 1 and <= 16384, $"reorder packets is {ReorderPackets}; allowed are 1..16384"),
        (ReorderDelay is null or { TotalSeconds: >= 0 and <= 10 }, $"reorder delay is {ReorderDelay?.TotalSeconds} s; allowed are 0..10"),
        (ReportInterval.TotalSeconds is >= 0.01 and <= 60, $"report interval is {ReportInterval.TotalSeconds} s; allowed are 0.01..60"),
        (SourceTimeout.TotalSeconds is >= 0.1 and <= 3600, $"source timeout is {SourceTimeout.TotalSeconds} s; allowed are 0.1..3600"),
        (MaxWaitingUnits is >= 1 and <= 10_000, $"waiting units is {MaxWaitingUnits}; allowed are 1..10000"),
        (AuthenticationFailureLimit is >= 1 and <= 1_000_000, $"authentication failure limit is {AuthenticationFailureLimit}; allowed are 1..1000000"),
        (SocketBufferBytes is >= 64 << 10 and <= 256 << 20, $"socket buffer is {SocketBufferBytes} bytes; allowed are {64 << 10}..{256 << 20}"));
}
