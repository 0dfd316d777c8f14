namespace VideoFeat.Bridges.Rtp.Packets;

/// <summary>What the fixed header of an RTP packet says (RFC 3550, 5.1).</summary>
/// <param name="Marker">On the last packet of an access unit (RFC 7798, 4.1).</param>
/// <param name="PayloadType">0..127.</param>
/// <param name="SequenceNumber">Counts packets, wraps at 2^16.</param>
/// <param name="Timestamp">In ticks of the payload's clock (90 kHz for H.265), wraps at 2^32.</param>
/// <param name="Ssrc">The synchronization source.</param>
internal readonly record struct RtpHeader(bool Marker, byte PayloadType, ushort SequenceNumber, uint Timestamp, uint Ssrc);
