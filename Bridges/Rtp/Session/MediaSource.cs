using VideoFeat.Bridges.Rtp.Control;
using VideoFeat.Bridges.Rtp.Packets;
using VideoFeat.Bridges.Rtp.Sdp;

namespace VideoFeat.Bridges.Rtp.Session;

/// <summary>The sender that a receiver listens to, and where it stands.</summary>
/// <param name="ssrc">Of its media.</param>
/// <param name="from">The address that it sends from, as bytes.</param>
internal sealed class MediaSource(uint ssrc, byte[] from)
{
    public uint Ssrc { get; } = ssrc;

    public byte[] From { get; } = from;

    public SourceValidation Validation { get; } = new();

    public WrappingCounter Sequence { get; } = new(16);

    public WrappingCounter Timestamp { get; } = new(32);

    public ReceptionStatistics Statistics { get; } = new(SessionDescription.ClockRate);

    /// <summary>It is not yet believed (RFC 3550, A.1).</summary>
    public bool IsOnProbation { get; set; } = true;

    /// <summary>It said goodbye or fell silent; another may take its place.</summary>
    public bool IsGone { get; set; }

    public TimeSpan LastArrival { get; set; }

    /// <summary>Its newest sender report: the middle of its NTP time, and when it came.</summary>
    public (uint Middle, TimeSpan Arrival)? LastReport { get; set; }
}
