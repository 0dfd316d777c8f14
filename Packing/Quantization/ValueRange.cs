namespace VideoFeat.Packing.Quantization;

/// <summary>A closed range of values.</summary>
/// <param name="Minimum">Lower end, finite.</param>
/// <param name="Maximum">Upper end, finite, not below <paramref name="Minimum"/>.</param>
public readonly record struct ValueRange(float Minimum, float Maximum);
