namespace VideoFeat.Comparison.Measures;

/// <summary>One operating point of a codec.</summary>
/// <param name="Rate">What it costs, above 0: bits per element, kbit/s, bytes; the same unit in all curves that are compared.</param>
/// <param name="Quality">What it gives, more is better: decibels, or a share of right answers.</param>
public readonly record struct RatePoint(double Rate, double Quality);
