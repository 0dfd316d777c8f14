namespace VideoFeat.Splitting;

/// <summary>What one operating point cost and gave.</summary>
public sealed record PointResult
{
    /// <summary>The point's name.</summary>
    public required string Name { get; init; }

    /// <summary>The file that was written and decoded.</summary>
    public required string Path { get; init; }

    /// <summary>The encoder that ran.</summary>
    public required string Encoder { get; init; }

    /// <summary>Frame size as <c>WxH</c>.</summary>
    public required string Frame { get; init; }

    /// <summary>Frames a feature set.</summary>
    public required int FramesPerSet { get; init; }

    /// <summary>Feature sets.</summary>
    public required int Sets { get; init; }

    /// <summary>Sets that did not come back whole.</summary>
    public required int Lost { get; init; }

    /// <summary>Bits of all access units over all elements: slices, parameter sets, picture hash, feature SEI.</summary>
    public required double BitsPerElement { get; init; }

    /// <summary>The whole file's bits over all elements.</summary>
    public required double FileBitsPerElement { get; init; }

    /// <summary>Largest |x - x'| over all sets.</summary>
    public required double MaxError { get; init; }

    /// <summary>Largest |x - x'| in quantizer steps of its own set and tensor (channel); at most 0.5 (and float rounding) where codes are lossless;
    /// null of the lightweight bridge, which clips.</summary>
    public required double? MaxErrorInSteps { get; init; }

    /// <summary>Quantize, pack and code one set, mean milliseconds.</summary>
    public required double EncodeMilliseconds { get; init; }

    /// <summary>Read, decode, check and unpack one set, mean milliseconds.</summary>
    public required double DecodeMilliseconds { get; init; }

    /// <summary>Accuracy, agreement and the like.</summary>
    public required IReadOnlyList<Measure> Measures { get; init; }
}

/// <summary>What an evaluation found.</summary>
/// <param name="Reference">The uncut network's own measures.</param>
/// <param name="Points">A result for each operating point, in the order given.</param>
/// <param name="FrontMilliseconds">The front half on one item, mean.</param>
/// <param name="BackMilliseconds">The back half on one item, mean.</param>
/// <param name="WholeMilliseconds">The uncut network on one item, mean.</param>
public sealed record EvaluationResult(
    IReadOnlyList<Measure> Reference, IReadOnlyList<PointResult> Points, double FrontMilliseconds, double BackMilliseconds, double WholeMilliseconds);
