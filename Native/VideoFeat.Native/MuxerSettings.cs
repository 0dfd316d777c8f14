namespace VideoFeat.Native;

/// <summary>What a <see cref="Muxer"/> writes.</summary>
public sealed record MuxerSettings
{
    /// <summary>hevc, mp4, matroska, mpegts, rtsp, or another muxer of libavformat. MP4 gets the tag hvc1 and no faststart.</summary>
    public required string Format { get; init; }

    /// <summary>Width in samples.</summary>
    public required int Width { get; init; }

    /// <summary>Height in samples.</summary>
    public required int Height { get; init; }

    /// <summary>Parameter sets in Annex B; mp4 and matroska need them.</summary>
    public ReadOnlyMemory<byte> ExtraData { get; init; }

    /// <summary>Frames a second; time stamps are pts / FrameRate. Default 30.</summary>
    public double FrameRate { get; init; } = 30;

    /// <summary>Options of the muxer and its protocol; an unknown name is an error.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Options { get; init; } = [];

    /// <summary>The comment of the container; null (default): none.</summary>
    public string? Comment { get; init; }

    /// <summary>Time limit of every single call in milliseconds; 0 (default): none. Files on a local disk do not look at it.</summary>
    public int TimeoutMs { get; init; }
}
