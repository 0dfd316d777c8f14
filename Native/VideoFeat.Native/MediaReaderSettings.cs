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

    /// <summary>A device of libavdevice whose source the path names: v4l2 (/dev/video0), lavfi (a filter graph), dshow, avfoundation; null (default): a file or URL.</summary>
    public string? Device { get; init; }

    /// <summary>Options of the device, such as video_size and framerate; an unknown name is an error.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Options { get; init; } = [];
}
