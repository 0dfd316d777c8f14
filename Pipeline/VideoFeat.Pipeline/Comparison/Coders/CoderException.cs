namespace VideoFeat.Comparison.Coders;

/// <summary>A coder failed with one item; the message is the reason, one line without a full stop.</summary>
public sealed class CoderException(string message, Exception? inner = null) : Exception(message, inner);
