namespace VideoFeat.Cli;

/// <summary>From what a user names (files, folders) to a sorted list of files.</summary>
internal static class Inputs
{
    public static readonly string[] TensorExtensions = [".npy", ".npz", ".safetensors"];
    public static readonly string[] ImageExtensions = [".jpg", ".jpeg", ".png", ".webp", ".bmp"];
    public static readonly string[] VideoExtensions = [".mp4", ".mkv", ".mov", ".avi", ".webm", ".ts", ".y4m"];

    public static bool IsVideo(string path) => VideoExtensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <exception cref="FileNotFoundException">A named file or folder does not exist, or a folder holds nothing of the wanted kind.</exception>
    public static IReadOnlyList<string> Expand(IEnumerable<string> named, params ReadOnlySpan<string> extensions)
    {
        string[] wanted = extensions.ToArray();
        var files = new List<string>();
        foreach (string name in named)
        {
            if (Directory.Exists(name))
            {
                string[] found = [.. Directory.EnumerateFiles(name, "*", SearchOption.AllDirectories)
                    .Where(f => wanted.Contains(Path.GetExtension(f), StringComparer.OrdinalIgnoreCase))
                    .Order(StringComparer.Ordinal)];
                if (found.Length == 0)
                {
                    throw new FileNotFoundException($"{name}: the folder holds no {string.Join(", ", wanted)}.");
                }

                files.AddRange(found);
            }
            else if (File.Exists(name))
            {
                files.Add(name);
            }
            else
            {
                throw new FileNotFoundException($"{name}: no such file or folder.");
            }
        }

        return files;
    }
}
