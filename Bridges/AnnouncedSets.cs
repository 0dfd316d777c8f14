namespace VideoFeat.Bridges;

/// <summary>What the sender says that it sent: knowledge apart from the sets themselves, so that those lost at either end of a session are known too.</summary>
/// <param name="First">Number of the first set; null where the receiver came later and need not have it.</param>
/// <param name="Next">Number behind the last set.</param>
public readonly record struct AnnouncedSets(ulong? First, ulong Next);
