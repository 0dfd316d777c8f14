namespace VideoFeat.Comparison.Measures;

/// <summary>A mean difference of two curves over the interval that they have in common, or why there is none.</summary>
/// <param name="Value">The figure; null where it is refused.</param>
/// <param name="Low">Lower end of the common interval, in units of the axis that is held equal.</param>
/// <param name="High">Its upper end; below <paramref name="Low"/> where the curves do not overlap.</param>
/// <param name="Refusal">Why there is no value; null where there is.</param>
public sealed record BjontegaardFigure(double? Value, double Low, double High, string? Refusal);
