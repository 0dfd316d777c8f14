namespace VideoFeat.Bridges;

/// <summary>What a stream says of where its features come from; each may be absent.</summary>
/// <param name="ModelHash">SHA-256 of the model file, 32 bytes.</param>
/// <param name="CutName">Name of the cut: the tensors' names, or the user's own word.</param>
public sealed record StreamIdentity(ReadOnlyMemory<byte>? ModelHash = null, string? CutName = null);
