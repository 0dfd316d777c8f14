namespace VideoFeat.Comparison.Results;

/// <summary>The channels of one tensor as a grey PNG, side by side in raster order.</summary>
public sealed record MosaicPicture
{
    /// <summary><see cref="ComparedItem.Id"/>.</summary>
    public required string Item { get; init; }

    /// <summary><see cref="ComparedCodec.Name"/>; empty for the original.</summary>
    public string Codec { get; init; } = "";

    /// <summary><see cref="ComparedPoint.Name"/>; empty for the original.</summary>
    public string Point { get; init; } = "";

    /// <summary>Index into <see cref="ComparedItem.Tensors"/>.</summary>
    public required int Tensor { get; init; }

    /// <summary>What it shows.</summary>
    public required MosaicKind Kind { get; init; }

    /// <summary>Width in pixels.</summary>
    public required int Width { get; init; }

    /// <summary>Height in pixels.</summary>
    public required int Height { get; init; }

    /// <summary>The value of the darkest grey.</summary>
    public required double Black { get; init; }

    /// <summary>The value of the brightest.</summary>
    public required double White { get; init; }

    /// <summary>The PNG, base64.</summary>
    public required string Png { get; init; }
}

/// <summary>What a mosaic shows.</summary>
public enum MosaicKind
{
    /// <summary>The original elements.</summary>
    Before,

    /// <summary>The restored ones.</summary>
    After,

    /// <summary>|x - x'|.</summary>
    Difference,
}
