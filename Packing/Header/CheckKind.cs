namespace VideoFeat.Packing.Header;

/// <summary>How a decoder can tell that a decoded frame is the one that the sender meant. The values are those of the feature header.</summary>
public enum CheckKind
{
    /// <summary>It cannot: the set is delivered as unchecked.</summary>
    None = 0,

    /// <summary>Lossless: the CRC is that of the codes that went into the codec.</summary>
    SourceCodes = 1,

    /// <summary>Lossy: the sender decoded its own access unit, and the CRC is that of the decoded luma.</summary>
    DecodedCodes = 2,

    /// <summary>The codec's own picture hash SEI covers the frame; no CRC here.</summary>
    PictureHash = 3,
}
