namespace VideoFeat.Evaluation;

/// <summary>A detection of one class after matching: all that average precision needs of it.</summary>
/// <param name="Image">Index of its image.</param>
/// <param name="Score">Its score.</param>
/// <param name="Matches">Bit t: it found an object at <see cref="IouThresholds"/> t.</param>
internal readonly record struct MatchedDetection(int Image, double Score, ushort Matches);
