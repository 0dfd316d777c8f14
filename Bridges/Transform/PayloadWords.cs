namespace VideoFeat.Bridges.Transform;

/// <summary>The numbers of docs/formats/transform.md.</summary>
internal static class PayloadWords
{
    /// <summary>First byte of a payload.</summary>
    public const byte Version = 2;

    /// <summary>Bit of the second byte: components are predicted from the set before.</summary>
    public const byte InterBit = 1;

    /// <summary>Version, flags, quality (i16).</summary>
    public const int HeadBytes = 4;
}
