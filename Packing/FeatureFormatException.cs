namespace VideoFeat.Packing;

/// <summary>Bytes from outside (a file, a stream) are not what they claim to be. The message names the source, the field, what was found and what is allowed.</summary>
public sealed class FeatureFormatException(string message, Exception? inner = null) : IOException(message, inner);
