namespace VideoFeat.Bridges.Files;

/// <summary>A container that carries HEVC access units with their SEI.</summary>
/// <param name="Name">libavformat's muxer.</param>
/// <param name="Extensions">File extensions, with the dot, the usual one first.</param>
public sealed record FileFormat(string Name, params string[] Extensions)
{
    /// <summary>All that are written; each was checked to carry our SEI and codes bit for bit.</summary>
    public static IReadOnlyList<FileFormat> All { get; } =
    [
        new("hevc", ".hevc", ".h265", ".265"),
        new("mp4", ".mp4", ".m4v"),
        new("matroska", ".mkv"),
        new("mpegts", ".ts", ".m2ts"),
    ];

    /// <summary>The format that a file's name asks for.</summary>
    /// <exception cref="ArgumentException">No format has that extension; the message lists those that exist.</exception>
    public static FileFormat Of(string path)
    {
        string extension = Path.GetExtension(path);
        return All.FirstOrDefault(f => f.Extensions.Contains(extension, StringComparer.OrdinalIgnoreCase))
            ?? throw new ArgumentException(
                $"{path}: no container is known by the extension '{extension}'; allowed are {string.Join(", ", All.SelectMany(f => f.Extensions))}.");
    }
}
