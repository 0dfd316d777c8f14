namespace VideoFeat.Packing;

/// <summary>What a reader accepts from outside before it allocates anything. The defaults hold every network that we know of.</summary>
public sealed record FeatureLimits
{
    /// <summary>The default limits.</summary>
    public static FeatureLimits Default { get; } = new();

    /// <summary>Most elements of one feature set, all tensors together. Default 2^26, which are 256 MiB of float32.</summary>
    public long MaxElements { get; init; } = 1L << 26;

    /// <summary>Most tensors of a feature set. Default and upper end 255.</summary>
    public int MaxTensors { get; init; } = 255;

    /// <summary>Most channels of one tensor. Default 2^20.</summary>
    public int MaxChannels { get; init; } = 1 << 20;

    /// <summary>Widest frame in samples, at most 16384. Default 8192, HEVC level 6.2.</summary>
    public int MaxFrameWidth { get; init; } = 8192;

    /// <summary>Highest frame in samples, at most 16384. Default 8192, so that portrait sheets pass.</summary>
    public int MaxFrameHeight { get; init; } = 8192;

    /// <summary>Most frames of one feature set. Default 65536.</summary>
    public int MaxFramesPerSet { get; init; } = 1 << 16;

    /// <summary>Most bytes of one message of the feature header. Default 64 MiB.</summary>
    public int MaxMessageBytes { get; init; } = 64 << 20;
}
