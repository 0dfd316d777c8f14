namespace VideoFeat.Packing.Quantization;

/// <summary>What shares one range. The values are those of the feature header, where they only inform.</summary>
public enum Granularity
{
    /// <summary>All elements of a tensor.</summary>
    PerTensor = 1,

    /// <summary>The elements of a channel.</summary>
    PerChannel = 2,
}
