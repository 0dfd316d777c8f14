namespace VideoFeat.Comparison.Results;

/// <summary>Rate against one quality for one codec; only points that coded every item and whose quality is finite.</summary>
/// <param name="Codec"><see cref="ComparedCodec.Name"/>.</param>
/// <param name="Quality">One of <see cref="MeasureNames"/>; larger is better for all but <see cref="MeasureNames.Divergence"/>.</param>
/// <param name="Unit">Unit of the quality.</param>
/// <param name="Points">From low rate to high.</param>
public sealed record QualityCurve(string Codec, string Quality, string Unit, IReadOnlyList<CurvePoint> Points);

/// <summary>One point of a curve.</summary>
/// <param name="Point"><see cref="ComparedPoint.Name"/>.</param>
/// <param name="BitsPerElement">The rate, all bytes counted.</param>
/// <param name="Quality">The quality.</param>
/// <param name="RateInterval">95 % interval of the rate; null where not known.</param>
/// <param name="QualityInterval">95 % interval of the quality; null where not known.</param>
public sealed record CurvePoint(string Point, double BitsPerElement, double Quality, ValueInterval? RateInterval = null, ValueInterval? QualityInterval = null);
