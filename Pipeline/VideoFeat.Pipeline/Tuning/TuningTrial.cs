using VideoFeat.Comparison.Results;

namespace VideoFeat.Tuning;

/// <summary>One operating point that was tried on one half of the items.</summary>
/// <param name="Codec">The codec with its fixed settings: transform, hevc bits=10.</param>
/// <param name="Point">The point.</param>
/// <param name="HeldOut">False on the half that tunes, true on the half that only judges.</param>
/// <param name="BitsPerElement">All bytes counted.</param>
/// <param name="Measure">The value that the target is about: points lost, largest error, or bits per element.</param>
/// <param name="Interval">95 % bootstrap interval of points lost; null where there is none.</param>
/// <param name="Holds">True where the measure is within the target.</param>
/// <param name="Worth">What decides between points that hold: bits per element, or the loss at a target of bits. Less is better.</param>
public sealed record TuningTrial(string Codec, string Point, bool HeldOut, double BitsPerElement, double Measure, ValueInterval? Interval, bool Holds, double Worth);
