namespace VideoFeat.Comparison.Results;

/// <summary>One codec at one point over all items that it coded. Sizes and distortion are pooled over elements, costs added up.</summary>
public sealed record PooledRow
{
    /// <summary><see cref="ComparedCodec.Name"/>.</summary>
    public required string Codec { get; init; }

    /// <summary><see cref="ComparedPoint.Name"/>.</summary>
    public required string Point { get; init; }

    /// <summary>Items with figures.</summary>
    public required int Items { get; init; }

    /// <summary>Items that failed. Where this is not 0 the row is of fewer items than its neighbours and no curve holds it.</summary>
    public required int Failed { get; init; }

    /// <summary>Sizes of all items together; null where every item failed.</summary>
    public CodedSize? Size { get; init; }

    /// <summary>Low and high end of the 95 % bootstrap interval over items of <see cref="CodedSize.BitsPerElement"/>; null below two items.</summary>
    public ValueInterval? BitsPerElementInterval { get; init; }

    /// <summary>Distortion of all elements together.</summary>
    public DistortionFigures? Distortion { get; init; }

    /// <summary>Low and high end of the 95 % bootstrap interval over items of the PSNR, in dB.</summary>
    public ValueInterval? PsnrInterval { get; init; }

    /// <summary>Costs of all items together, the peak being the largest.</summary>
    public CostFigures? Cost { get; init; }

    /// <summary>What the network makes of it; empty without a network.</summary>
    public IReadOnlyList<MeasuredValue> Measures { get; init; } = [];
}

/// <summary>Two ends, in the unit of the value they belong to.</summary>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end.</param>
public sealed record ValueInterval(double Low, double High);
