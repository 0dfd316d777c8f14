namespace VideoFeat.Bridges.Transform.Calibration;

/// <summary>One output of the back half for one set.</summary>
/// <param name="Values">Its elements.</param>
/// <param name="Columns">Size of its last axis.</param>
/// <param name="Weights">What a squared difference of each element counts, on the scale of a divergence; null (default): found from the values.</param>
public sealed record NetworkAnswer(float[] Values, int Columns, float[]? Weights = null);
