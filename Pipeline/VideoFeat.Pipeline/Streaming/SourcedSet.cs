using VideoFeat.Packing;

namespace VideoFeat.Streaming;

/// <summary>A feature set on its way out, and where it has been.</summary>
/// <param name="Set">The tensors; whoever enumerates owns them.</param>
/// <param name="CapturedAt">When reading began.</param>
/// <param name="Capture">Time that reading took.</param>
/// <param name="Front">Time that the front half took; zero where there is none.</param>
public sealed record SourcedSet(FeatureSet Set, DateTimeOffset CapturedAt, TimeSpan Capture, TimeSpan Front);
