namespace VideoFeat.Streaming.Adaptation;

/// <summary>A step that adaptation took.</summary>
/// <param name="Seconds">Since sending began.</param>
/// <param name="Kbps">Rate from then on.</param>
/// <param name="OneOf">One set of this many is sent from then on.</param>
/// <param name="Reason">Why, in a few words.</param>
public sealed record AdaptationStep(double Seconds, double Kbps, int OneOf, string Reason);
