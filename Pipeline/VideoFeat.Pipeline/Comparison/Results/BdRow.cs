namespace VideoFeat.Comparison.Results;

/// <summary>How many bits a codec needs beside a baseline at equal quality, and how much better it is at equal bits.</summary>
public sealed record BdRow
{
    /// <summary>The codec held against.</summary>
    public required string Baseline { get; init; }

    /// <summary>The codec.</summary>
    public required string Codec { get; init; }

    /// <summary>The quality, one of <see cref="MeasureNames"/>.</summary>
    public required string Quality { get; init; }

    /// <summary>BD-rate by PCHIP in %, negative where the codec needs fewer bits; null where refused.</summary>
    public double? RatePchip { get; init; }

    /// <summary>BD-rate by Akima in %.</summary>
    public double? RateAkima { get; init; }

    /// <summary>BD-rate by Bjontegaard's cubic in %.</summary>
    public double? RateCubic { get; init; }

    /// <summary>BD-quality by PCHIP, in the unit of the quality; positive where the codec is better.</summary>
    public double? QualityPchip { get; init; }

    /// <summary>BD-quality by Akima.</summary>
    public double? QualityAkima { get; init; }

    /// <summary>BD-quality by the cubic.</summary>
    public double? QualityCubic { get; init; }

    /// <summary>The common interval of the quality over which the rate was integrated.</summary>
    public ValueInterval? Overlap { get; init; }

    /// <summary>95 % bootstrap interval over items of <see cref="RatePchip"/>, both curves pooled from the same resamples; null where there is none.</summary>
    public ValueInterval? RateInterval { get; init; }

    /// <summary>Why <see cref="RatePchip"/> has no interval, one line; null where it has one or where there is no rate.</summary>
    public string? NoInterval { get; init; }

    /// <summary>One line each: fewer than four points, not monotonic, little overlap.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Why there is no figure; null where there is one.</summary>
    public string? Refused { get; init; }
}
