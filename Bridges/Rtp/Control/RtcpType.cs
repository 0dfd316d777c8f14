namespace VideoFeat.Bridges.Rtp.Control;

/// <summary>Packet types of RTCP (RFC 3550, 12.1; RFC 4585, 6.1) and the feedback formats that this knows.</summary>
internal static class RtcpType
{
    public const byte SenderReport = 200, ReceiverReport = 201, SourceDescription = 202, Bye = 203, App = 204, TransportFeedback = 205, PayloadFeedback = 206;

    /// <summary>FMT of a generic NACK (RFC 4585, 6.2.1).</summary>
    public const int GenericNack = 1;

    /// <summary>FMT of picture loss indication (RFC 4585, 6.3.1) and full intra request (RFC 5104, 4.3.1).</summary>
    public const int PictureLoss = 1, FullIntra = 4;

    /// <summary>True for a second byte of RTCP where RTP and RTCP share a port (RFC 5761, 4): 192..223, which are payload types 64..95 with a marker.</summary>
    public static bool IsRtcp(ReadOnlySpan<byte> datagram) => datagram.Length >= 2 && datagram[1] is >= 192 and <= 223;
}
