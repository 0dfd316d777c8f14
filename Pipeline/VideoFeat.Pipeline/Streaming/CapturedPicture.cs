using VideoFeat.Splitting;

namespace VideoFeat.Streaming;

/// <summary>A picture on its way into a network.</summary>
/// <param name="Picture">The network's input.</param>
/// <param name="Id">The user's name for it; null where it has none.</param>
/// <param name="CapturedAt">When reading began; for a camera, when the picture was there.</param>
/// <param name="Capture">Time that reading, decoding and scaling took.</param>
public sealed record CapturedPicture(PictureInput Picture, string? Id, DateTimeOffset CapturedAt, TimeSpan Capture);
