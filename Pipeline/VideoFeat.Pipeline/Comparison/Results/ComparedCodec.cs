namespace VideoFeat.Comparison.Results;

/// <summary>One coder of a comparison with its operating points.</summary>
public sealed record ComparedCodec
{
    /// <summary>Its name in the plan, unique in the results.</summary>
    public required string Name { get; init; }

    /// <summary>What it is, in words.</summary>
    public required string Title { get; init; }

    /// <summary>Where it comes from.</summary>
    public required CodecKind Kind { get; init; }

    /// <summary>What ran and its version; empty where it is not there.</summary>
    public string Software { get; init; } = "";

    /// <summary>The points, fine to coarse; lossless coders have one.</summary>
    public required IReadOnlyList<ComparedPoint> Points { get; init; }

    /// <summary>Null where it runs here; else the one line that says why it does not. Such a codec has no cells.</summary>
    public string? Absent { get; init; }

    /// <summary>True for what the others are held against at first.</summary>
    public bool Baseline { get; init; }

    /// <summary>True where every code comes back exactly, so that curves of several points are of several bit depths.</summary>
    public bool Lossless { get; init; }
}

/// <summary>Where a coder comes from.</summary>
public enum CodecKind
{
    /// <summary>A bridge of ours.</summary>
    VideoFeat,

    /// <summary>A codec of libavcodec, on the same codes and tiles.</summary>
    Video,

    /// <summary>A plain compressor on the codes.</summary>
    Compressor,

    /// <summary>A program of the user's.</summary>
    Outside,

    /// <summary>The coded input image: the whole network runs at the receiver.</summary>
    RemoteInference,
}

/// <summary>One operating point.</summary>
/// <param name="Name">Its name, unique in the codec: qp22, lossless, light4.</param>
/// <param name="Settings">Every setting that differs from the coder's defaults, NAME=VALUE.</param>
public sealed record ComparedPoint(string Name, IReadOnlyList<string> Settings);
