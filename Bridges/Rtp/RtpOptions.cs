using System.Net;
using VideoFeat.Bridges.Rtp.Secure;

namespace VideoFeat.Bridges.Rtp;

/// <summary>Options of <see cref="RtpSender"/>. Immutable; checked together when a sender opens.</summary>
public sealed record RtpOptions
{
    /// <summary>Least and largest <see cref="MaxPacketBytes"/>: below, headers dominate; above, UDP over IPv4 has no room.</summary>
    public const int LeastPacketBytes = 200, MostPacketBytes = 65_507;

    /// <summary>Largest UDP payload: RTP header, H.265 payload and SRTP tag together. 1200 bytes cross tunnels and IPv6 paths unfragmented.</summary>
    public int MaxPacketBytes { get; init; } = 1200;

    /// <summary>Frames per second, from which time stamps are made; 0.001..90000.</summary>
    public double FramesPerSecond { get; init; } = 30;

    /// <summary>RTP payload type of H.265; the dynamic ones are 96..127.</summary>
    public int PayloadType { get; init; } = 96;

    /// <summary>RTP and RTCP share a port (RFC 5761); else RTCP takes the next one.</summary>
    public bool Multiplexed { get; init; } = true;

    /// <summary>Key of SRTP; null sends plain RTP.</summary>
    public SrtpKey? Key { get; init; }

    /// <summary>Keep packets and send lost ones again when a receiver asks (RFC 4585, 4588).</summary>
    public bool Retransmission { get; init; } = true;

    /// <summary>Most bytes kept for retransmission, 1 KiB..1 GiB.</summary>
    public int RetransmissionBytes { get; init; } = 16 << 20;

    /// <summary>How long packets are kept for retransmission, 1 ms..60 s.</summary>
    public TimeSpan RetransmissionAge { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Bytes that may be sent again per byte sent, 0..10: requests, false ones too, never make the stream more than so much larger. <see cref="BurstBytes"/> are free.</summary>
    public double RetransmissionShare { get; init; } = 1;

    /// <summary>Time between key pictures that receivers ask for, 0..60 s; a request that comes sooner waits. Ours asks again each 0.1 s.</summary>
    public TimeSpan KeyRequestInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>FlexFEC repair packets per media packet, 0..1; 0 sends none. Of n packets of an access unit any burst of n·share is repaired.</summary>
    public double RepairShare { get; init; }

    /// <summary>Packets leave at this rate at most, 10 kbit/s..100 Gbit/s, so that a large feature set is no burst.</summary>
    public double PacingBitsPerSecond { get; init; } = 500e6;

    /// <summary>What may leave at once, 1500 B..16 MiB. Linux's default receive buffer of 212992 bytes holds about 90 packets of 1200 bytes; 64 KiB are 55.</summary>
    public int BurstBytes { get; init; } = 64 << 10;

    /// <summary>Time between sender reports, 10 ms..60 s.</summary>
    public TimeSpan ReportInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Socket buffer that is asked for, 64 KiB..256 MiB; the system may give less, which the statistics state.</summary>
    public int SocketBufferBytes { get; init; } = 4 << 20;

    /// <summary>Hops of multicast packets, 0..255; 1 stays in the local network.</summary>
    public int TimeToLive { get; init; } = 1;

    /// <summary>Address of the network interface for multicast, of the same family as the group; null leaves it to the system.</summary>
    public IPAddress? Interface { get; init; }

    /// <summary>Throws with every fault, its value and the allowed range.</summary>
    /// <exception cref="ArgumentException">One or more options are out of range; the message lists them all.</exception>
    public void Validate() => OptionFaults.Throw(
        (MaxPacketBytes is >= LeastPacketBytes and <= MostPacketBytes, $"packet limit is {MaxPacketBytes} bytes; allowed are {LeastPacketBytes}..{MostPacketBytes}"),
        (FramesPerSecond is >= 0.001 and <= 90_000, $"frames per second is {FramesPerSecond}; allowed are 0.001..90000"),
        (PayloadType is >= 96 and <= 125, $"payload type is {PayloadType}; allowed are 96..125, as retransmission and repair take the two above"),
        (RetransmissionBytes is >= 1 << 10 and <= 1 << 30, $"retransmission buffer is {RetransmissionBytes} bytes; allowed are 1024..{1 << 30}"),
        (RetransmissionAge.TotalSeconds is >= 0.001 and <= 60, $"retransmission age is {RetransmissionAge.TotalSeconds} s; allowed are 0.001..60"),
        (RetransmissionShare is >= 0 and <= 10, $"retransmission share is {RetransmissionShare}; allowed are 0..10"),
        (KeyRequestInterval.TotalSeconds is >= 0 and <= 60, $"key request interval is {KeyRequestInterval.TotalSeconds} s; allowed are 0..60"),
        (RepairShare is >= 0 and <= 1, $"repair share is {RepairShare}; allowed are 0..1"),
        (PacingBitsPerSecond is >= 1e4 and <= 1e11, $"pacing is {PacingBitsPerSecond} bit/s; allowed are 1e4..1e11"),
        (BurstBytes is >= 1500 and <= 16 << 20, $"burst is {BurstBytes} bytes; allowed are 1500..{16 << 20}"),
        (ReportInterval.TotalSeconds is >= 0.01 and <= 60, $"report interval is {ReportInterval.TotalSeconds} s; allowed are 0.01..60"),
        (SocketBufferBytes is >= 64 << 10 and <= 256 << 20, $"socket buffer is {SocketBufferBytes} bytes; allowed are {64 << 10}..{256 << 20}"),
        (TimeToLive is >= 0 and <= 255, $"time to live is {TimeToLive}; allowed are 0..255"));
}
