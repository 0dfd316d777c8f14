namespace VideoFeat.Bridges.Profiles;

/// <summary>What one bridge keeps in a profile.</summary>
/// <param name="Tag">Four ASCII letters or digits that name the kind; docs/formats/profile.md lists them.</param>
/// <param name="Bytes">The chunk's own bytes, meaning what the kind says.</param>
public sealed record ProfileChunk(string Tag, ReadOnlyMemory<byte> Bytes);
