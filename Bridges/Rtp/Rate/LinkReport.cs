namespace VideoFeat.Bridges.Rtp.Rate;

/// <summary>What one receiver report says of the link.</summary>
/// <param name="Loss">Share of packets lost since the report before, 0..1.</param>
/// <param name="RoundTrip">Round trip; null where the receiver has heard no sender report yet.</param>
/// <param name="Jitter">Interarrival jitter.</param>
/// <param name="DeliveredKbps">Payload that reached the receiver since the report before; null with the first.</param>
public readonly record struct LinkReport(double Loss, TimeSpan? RoundTrip, TimeSpan Jitter, double? DeliveredKbps)
{
    /// <summary>From what a sender had counted at two reports.</summary>
    /// <param name="before">At the report before.</param>
    /// <param name="now">At this report; more reports have come than before.</param>
    /// <param name="elapsed">Between the two, above zero.</param>
    public static LinkReport Between(RtpSenderStatistics before, RtpSenderStatistics now, TimeSpan elapsed)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(now);
        // Counted, not LossReported: a receiver that asks for packets reports more often than we look.
        long reached = now.PacketsReported - before.PacketsReported;
        double loss = reached <= 0 ? 0 : Math.Clamp((now.PacketsLostReported - before.PacketsLostReported) / (double)reached, 0, 1);
        double? delivered = before.Reports == 0 || elapsed <= TimeSpan.Zero || now.Packets == 0
            ? null
            : reached * (1 - loss) * 8 * now.PayloadBytes / now.Packets / elapsed.TotalSeconds / 1000;
        return new LinkReport(loss, now.RoundTrip, now.JitterReported ?? TimeSpan.Zero, delivered);
    }
}
