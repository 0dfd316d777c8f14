namespace VideoFeat.Bridges.Datasets;

/// <summary>How far a decoded element may lie from its source: exactly one of the two.</summary>
/// <param name="Absolute">In the source's units.</param>
/// <param name="Relative">Times the difference of the largest and the smallest finite value of its item.</param>
public sealed record ErrorLimit(double? Absolute = null, double? Relative = null);
