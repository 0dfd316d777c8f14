namespace VideoFeat.Bridges.Rtp.Session;

/// <summary>A packet in the reorder buffer.</summary>
/// <param name="Sequence">Extended sequence number.</param>
/// <param name="Timestamp">Extended timestamp.</param>
/// <param name="Marker">Last packet of its access unit.</param>
/// <param name="Payload">A rented array.</param>
/// <param name="Length">Bytes of it that count.</param>
/// <param name="Arrival">When it came.</param>
internal readonly record struct WaitingPacket(long Sequence, long Timestamp, bool Marker, byte[] Payload, int Length, TimeSpan Arrival);
