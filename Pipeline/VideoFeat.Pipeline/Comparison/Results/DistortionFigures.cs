namespace VideoFeat.Comparison.Results;

/// <summary>How far restored elements are from the original ones, as docs/metrics.md defines it.</summary>
public sealed record DistortionFigures
{
    /// <summary>Mean of (x - x')².</summary>
    public required double Mse { get; init; }

    /// <summary>Feature PSNR in dB; null where it is not finite (all elements equal, or a constant source).</summary>
    public double? Psnr { get; init; }

    /// <summary>SQNR in dB; null where it is not finite.</summary>
    public double? Sqnr { get; init; }

    /// <summary>The largest |x - x'|.</summary>
    public required double MaxError { get; init; }

    /// <summary>Cosine, -1..1.</summary>
    public required double Cosine { get; init; }
}
