using VideoFeat.Bridges.Hevc.Syntax;

namespace VideoFeat.Bridges.Rtp.Payload;

/// <summary>What came of one access unit: its bytes, or why there are none.</summary>
/// <param name="Data">Annex B; a rented array that the taker returns; null where the unit was dropped.</param>
/// <param name="Length">Bytes of <paramref name="Data"/> that count.</param>
/// <param name="Timestamp">Extended RTP timestamp.</param>
/// <param name="Facts">What is in it.</param>
/// <param name="MissingBefore">Packets that are missing since the result before this one.</param>
/// <param name="Reason">Why it was dropped; null where it was not.</param>
/// <param name="Detail">The reason in words.</param>
internal sealed record AssembledUnit(byte[]? Data, int Length, long Timestamp, AccessUnitFacts Facts, long MissingBefore, DropReason? Reason, string? Detail);
