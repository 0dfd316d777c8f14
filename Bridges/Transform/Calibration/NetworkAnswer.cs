namespace VideoFeat.Bridges.Transform.Calibration;

/// <summary>One output of the back half for one set.</summary>
/// <param name="Values">Its elements.</param>
/// <param name="Columns">Size of its last axis.</param>
public sealed record NetworkAnswer(float[] Values, int Columns);
