namespace VideoFeat.Tuning;

/// <summary>What tuning found.</summary>
/// <param name="Point">The operating point.</param>
/// <param name="Tuned">It on the half that tuned.</param>
/// <param name="HeldOut">It on the half that did not.</param>
/// <param name="Trials">Every trial, in order.</param>
/// <param name="Backward">How many finer points the held-out half asked for: above 0 that half is no longer quite unseen.</param>
public sealed record TuningResult(TunedPoint Point, TuningTrial Tuned, TuningTrial HeldOut, IReadOnlyList<TuningTrial> Trials, int Backward);
