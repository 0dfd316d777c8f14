namespace VideoFeat.Native;

/// <summary>How a <see cref="Demuxer"/> reads.</summary>
public sealed record DemuxerSettings
{
    /// <summary>hevc, mov, matroska, mpegts, ...; null (default): found out from the bytes.</summary>
    public string? Format { get; init; }

    /// <summary>Time limit of every single call in milliseconds; 0: none; default 10000. A blocking read of a local pipe is not ended by it.</summary>
    public int TimeoutMs { get; init; } = 10_000;

    /// <summary>Options of the demuxer and its protocol; an unknown name is an error.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Options { get; init; } = [];
}
