namespace VideoFeat.Bridges.Entropy;

/// <summary>What both halves of the range coder share.</summary>
internal static class RangeLimits
{
    /// <summary>The first interval: as long as one that has just been normalized can be.</summary>
    public const ulong First = ulong.MaxValue << 32;

    /// <summary>Frequencies of a nibble add up to 2^15.</summary>
    public const int NibbleBits = 15;
}
