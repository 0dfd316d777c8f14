namespace VideoFeat.Bridges;

/// <summary>A bridge could not do what was asked: an encoder that does not work here, a check that failed. The message says at which step and why.</summary>
public sealed class BridgeException(string message, Exception? inner = null) : Exception(message, inner);
