namespace VideoFeat.Bridges.Rtp.Control;

/// <summary>What a sender says of itself (RFC 3550, 6.4.1).</summary>
/// <param name="Ssrc">The sender.</param>
/// <param name="Ntp">Wall clock, as <see cref="NtpTime"/> has it.</param>
/// <param name="Timestamp">RTP timestamp of the same instant.</param>
/// <param name="Packets">Packets sent, modulo 2^32.</param>
/// <param name="PayloadBytes">Payload bytes sent, modulo 2^32.</param>
internal readonly record struct SenderInfo(uint Ssrc, ulong Ntp, uint Timestamp, uint Packets, uint PayloadBytes);
