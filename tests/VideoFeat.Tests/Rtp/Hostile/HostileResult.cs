using VideoFeat.Bridges.Rtp;

namespace VideoFeat.Tests.Rtp.Hostile;

/// <summary>What an attack did.</summary>
/// <param name="Packets">Forged packets sent.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Sent">True sets sent.</param>
/// <param name="Intact">Of them, those that came and are right.</param>
/// <param name="After">Of those that were sent after the attack, the ones that came.</param>
/// <param name="Lost">Those that came and were said to be lost.</param>
/// <param name="Wrong">Those that were said to be good and are not.</param>
/// <param name="Receiver">What the receiver counted.</param>
internal sealed record HostileResult(long Packets, double Seconds, long Sent, long Intact, long After, long Lost, long Wrong, RtpReceiverStatistics Receiver);
