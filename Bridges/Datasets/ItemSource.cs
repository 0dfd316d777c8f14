namespace VideoFeat.Bridges.Datasets;

/// <summary>Where an item came from.</summary>
/// <param name="Path">Relative to the input that was named; of a sample of a .tar: the .tar, a slash and the sample's key.</param>
/// <param name="Bytes">Length of the file, or of the sample's tensor members together.</param>
/// <param name="Modified">Time of the file's last change in nanoseconds since 1970-01-01 UTC.</param>
/// <param name="Sha256">SHA-256 of those bytes, 64 hex digits.</param>
public sealed record ItemSource(string Path, long Bytes, long Modified, string Sha256);
