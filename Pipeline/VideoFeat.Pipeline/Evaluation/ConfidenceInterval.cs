namespace VideoFeat.Evaluation;

/// <summary>A measured value and the range that repeated samples of the same size would give, in the unit of the value.</summary>
/// <param name="Estimate">The value over all items.</param>
/// <param name="Low">The lower end; NaN if no resample had a defined value.</param>
/// <param name="High">The upper end; NaN if no resample had a defined value.</param>
/// <param name="Confidence">The share of resamples inside, for example 0.95.</param>
public readonly record struct ConfidenceInterval(double Estimate, double Low, double High, double Confidence);
