using VideoFeat.Bridges.Rtp.Session;
using VideoFeat.Packing;

namespace VideoFeat.Tests.Rtp;

/// <summary>An access unit in one piece, where a test does not care how it leaves.</summary>
internal static class TransmissionSending
{
    public static void Send(this RtpTransmission transmission, AccessUnit unit, TimeSpan now, DatagramBatch batch)
    {
        transmission.Begin(unit);
        transmission.TryWrite(now, batch, int.MaxValue);
    }
}
