namespace VideoFeat.Packing.Quantization;

/// <summary>Where the range of a quantizer comes from. The values are those of the feature header, where they only inform.</summary>
public enum RangeMode
{
    /// <summary>The smallest and largest element of each set.</summary>
    MinMax = 1,

    /// <summary>Given beforehand (calibrated); what lies outside is clipped.</summary>
    Fixed = 2,

    /// <summary>Measured in each set with the outermost elements clipped.</summary>
    Percentile = 3,

    /// <summary>Fitted to the values of each set, clipping what errs least: the lightweight bridge's own.</summary>
    Fitted = 4,
}
