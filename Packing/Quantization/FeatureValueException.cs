namespace VideoFeat.Packing.Quantization;

/// <summary>A tensor holds values that cannot be coded. The message names the tensor and counts them.</summary>
public sealed class FeatureValueException(string message) : Exception(message);
