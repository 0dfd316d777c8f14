namespace VideoFeat.Native;

/// <summary>How a <see cref="MediaReader"/> reads.</summary>
public sealed record MediaReaderSettings
{
    /// <summary>Largest width in pixels that is accepted, checked before pictures are allocated; default 16384.</summary>
    public int MaxWidth { get; init; } = 16384;

    /// <summary>Largest height in pixels that is accepted, checked before pictures are allocated; default 16384.</summary>
    public int MaxHeight { get; init; } = 16384;

    /// <summary>Decoding threads; 0 (default): as many as the codec likes.</summary>
    public int Threads { get; init; }

    /// <summary>Time limit of every single call in milliseconds; 0: none; default 30000.</summary>
    public int TimeoutMs { get; init; } = 30_000;
}
