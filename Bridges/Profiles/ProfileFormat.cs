namespace VideoFeat.Bridges.Profiles;

/// <summary>The numbers of docs/formats/profile.md.</summary>
internal static class ProfileFormat
{
    /// <summary>The version that is written and read.</summary>
    public const ushort Version = 1;

    /// <summary>Magic, version and number of chunks.</summary>
    public const int HeadBytes = 8 + 2 + 2;

    /// <summary>Tag and length before a chunk's bytes.</summary>
    public const int ChunkHeadBytes = 4 + 4;

    public const int CrcBytes = 4;

    /// <summary>Characters of a chunk's tag.</summary>
    public const int TagBytes = 4;

    /// <summary>The first chunk: what the profile is for.</summary>
    public const string MetaTag = "META";

    /// <summary>Most chunks of a file.</summary>
    public const int MaxChunks = 1024;

    /// <summary>Most bytes of a file: the KLT of 4096 channels takes 32 MiB.</summary>
    public const int MaxBytes = 64 << 20;

    public const int HashBytes = 32;
    public const int MaxTextBytes = 255;
    public const int MaxTensors = 255;

    /// <summary>First bytes of a file; the line end shows a transfer that changed them.</summary>
    public static ReadOnlySpan<byte> Magic => "VFPROF\r\n"u8;

    /// <summary>Fields of the META chunk.</summary>
    internal static class Meta
    {
        public const byte ModelHash = 1;
        public const byte CutName = 2;
        public const byte Tensor = 3;
        public const byte CreatedBy = 4;
    }
}
