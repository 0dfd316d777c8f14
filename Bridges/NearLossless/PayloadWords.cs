namespace VideoFeat.Bridges.NearLossless;

/// <summary>The numbers of docs/formats/near-lossless.md.</summary>
internal static class PayloadWords
{
    /// <summary>First byte of a payload.</summary>
    public const byte Version = 2;

    /// <summary>Bits of the second byte that hold the effort.</summary>
    public const int EffortMask = 3;

    /// <summary>Bit of the second byte: every segment starts with what the stream's profile knows.</summary>
    public const int ProfileBit = 0x04;

    /// <summary>Bit of the second byte: goes on from the set before.</summary>
    public const int InterBit = 0x80;

    /// <summary>Sets of more segments keep nothing from one to the next: what a segment keeps is about 3 MB, and the other end decides how many there are.</summary>
    public const int MostKept = 32;

    /// <summary>
    /// Elements of a segment that an encoder aims at. A segment learns from nothing, which costs about 1 % at 2^18 elements
    /// and as much again with every halving.
    /// </summary>
    public const int SegmentElements = 1 << 18;
}
