namespace VideoFeat.Bridges.Lightweight;

/// <summary>The numbers of docs/formats/lightweight.md.</summary>
internal static class PayloadWords
{
    /// <summary>First byte of the bridge's data in the configuration.</summary>
    public const byte Version = 1;

    /// <summary>Bytes of the bridge's data: version, contexts, levels asked for less 1.</summary>
    public const int BridgeDataBytes = 3;

    /// <summary>A quantizer of evenly spaced levels: two ends follow.</summary>
    public const byte EvenLevels = 0;

    /// <summary>A quantizer of any levels: all of them follow.</summary>
    public const byte AnyLevels = 1;

    /// <summary>Elements of a segment that an encoder aims at, so that cores can share a large tensor.</summary>
    public const int SegmentElements = 1 << 18;
}
