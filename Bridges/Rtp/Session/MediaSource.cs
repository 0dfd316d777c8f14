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

    public WrappingCounter Sequence { get; private set; } = new(16);

    public WrappingCounter Timestamp { get; private set; } = new(32);

    public ReceptionStatistics Statistics { get; private set; } = new(SessionDescription.ClockRate);

    /// <summary>It is not yet believed (RFC 3550, A.1).</summary>
    public bool IsOnProbation { get; set; } = true;

    /// <summary>It said goodbye: what comes under its name now is another stream.</summary>
    public bool HasLeft { get; set; }

    /// <summary>Nothing came for a while; it goes on where it was when something comes, unless another has taken its place.</summary>
    public bool IsSilent { get; set; }

    /// <summary>Another may take its place.</summary>
    public bool IsGone => HasLeft || IsSilent;

    public TimeSpan LastArrival { get; set; }

    /// <summary>Its newest sender report: the middle of its NTP time, and when it came.</summary>
    public (uint Middle, TimeSpan Arrival)? LastReport { get; set; }

    /// <summary>Its numbers start anew; else what comes would count as far behind, or ahead of, what came before.</summary>
    public void StartAnew()
    {
        Sequence = new WrappingCounter(16);
        Timestamp = new WrappingCounter(32);
        Statistics = new ReceptionStatistics(SessionDescription.ClockRate);
    }
}
