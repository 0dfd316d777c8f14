namespace VideoFeat.Tuning;

/// <summary>What tuning found.</summary>
/// <param name="Point">The operating point.</param>
/// <param name="Tuned">It on the half that tuned.</param>
/// <param name="HeldOut">It on the half that did not.</param>
/// <param name="Trials">Every trial, in order.</param>
/// <param name="Judgements">How many points the held-out half judged until one held: above 1 that half took part in the choice, which its interval knows nothing of.</param>
public sealed record TuningResult(TunedPoint Point, TuningTrial Tuned, TuningTrial HeldOut, IReadOnlyList<TuningTrial> Trials, int Judgements);
