namespace VideoFeat.Native;

/// <summary>How a <see cref="VideoDecoder"/> decodes.</summary>
public sealed record VideoDecoderSettings
{
    /// <summary>software (default), cuda, qsv, vaapi or videotoolbox. A device that cannot decode the stream is an error, never
    /// a silent return to software.</summary>
    public string Device { get; init; } = "software";

    /// <summary>Slice threads; 0 (default): one per core. Never a picture of delay.</summary>
    public int Threads { get; init; }

    /// <summary>Parameter sets in Annex B, for streams that do not carry them in band.</summary>
    public ReadOnlyMemory<byte> ExtraData { get; init; }

    /// <summary>Largest width in samples that is accepted, checked before pictures are allocated; default 8192.</summary>
    public int MaxWidth { get; init; } = 8192;

    /// <summary>Largest height in samples that is accepted, checked before pictures are allocated; default 8192.</summary>
    public int MaxHeight { get; init; } = 8192;

    /// <summary>Compares MD5 picture hashes where the stream has them (default).</summary>
    public bool CheckHash { get; init; } = true;
}
