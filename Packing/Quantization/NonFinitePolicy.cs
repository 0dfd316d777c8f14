namespace VideoFeat.Packing.Quantization;

/// <summary>What happens to NaN and infinities.</summary>
public enum NonFinitePolicy
{
    /// <summary>A <see cref="FeatureValueException"/> names the tensor and counts them.</summary>
    Refuse = 0,

    /// <summary>Infinities become the ends of the range of the finite elements, NaN the value of that range nearest to zero.</summary>
    Clamp = 1,
}
