namespace VideoFeat.Bridges.Transform;

/// <summary>What a payload holds.</summary>
/// <param name="Quality">What the levels were quantized at: exponent in sixteenths of an octave.</param>
/// <param name="Levels">For each tensor its levels, component after component.</param>
/// <param name="Motion">For each tensor where the set before moved to; null where the set stands alone.</param>
internal sealed record SetLevels(int Quality, short[][] Levels, MotionField[]? Motion);
