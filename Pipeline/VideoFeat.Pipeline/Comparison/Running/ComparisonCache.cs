using System.Text;
using System.Text.Json;
using VideoFeat.Bridges.Files;
using VideoFeat.Comparison.Results;

namespace VideoFeat.Comparison.Running;

/// <summary>What has been computed, one small file each, named by the hash of what it was computed from. A file that cannot be read is computed anew.</summary>
/// <param name="folder">Where; made at the first write.</param>
internal sealed class ComparisonCache(string folder)
{
    private static readonly JsonSerializerOptions Json = new(ResultsFile.Json) { WriteIndented = false };

    public T? Find<T>(string kind, string key)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllBytes(PathOf(kind, key)), Json);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    public void Keep<T>(string kind, string key, T entry)
        where T : class
    {
        string path = PathOf(kind, key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        byte[] text = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(entry, Json));
        using AtomicFile file = AtomicFile.Create(path);
        file.Write(stream => stream.Write(text));
        file.Commit();
    }

    // Folders of at most a few thousand files, which file systems and people like better.
    private string PathOf(string kind, string key) => Path.Combine(folder, kind, key[..2], key + ".json");
}
