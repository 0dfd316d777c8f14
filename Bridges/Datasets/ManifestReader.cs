using System.Text.Json;
using System.Text.Json.Serialization;
using VideoFeat.Packing;

namespace VideoFeat.Bridges.Datasets;

/// <summary>Bytes to a manifest whose every index and name was checked.</summary>
internal static class ManifestReader
{
    public static DatasetManifest Read(string path)
    {
        using FileStream file = Open(path);
        return Read(file, path);
    }

    public static DatasetManifest Read(Stream stream, string source)
    {
        Document document;
        try
        {
            document = JsonSerializer.Deserialize<Document>(stream, ManifestJson.Options) ?? throw new FeatureFormatException($"{source}: it holds null, no manifest.");
        }
        catch (JsonException e)
        {
            throw new FeatureFormatException($"{source}: {Fault(e)}", e);
        }

        if (document.Format != DatasetManifest.Format || document.Version != DatasetManifest.Version)
        {
            throw new FeatureFormatException(
                $"{source}: it is '{OneLine(document.Format)}' version {document.Version}; '{DatasetManifest.Format}' version {DatasetManifest.Version} is read.");
        }

        var manifest = new DatasetManifest(
            document.Plan, document.Settings, document.MaxError, document.Kinds, document.Shards, document.Bad, document.Items, document.Part);
        return ManifestChecks.Fault(manifest) is string fault ? throw new FeatureFormatException($"{source}: {OneLine(fault)}") : manifest;
    }

    /// <summary>One line, which says where.</summary>
    public static string Fault(JsonException e)
    {
        string what = e.Message.Split(" Path: ")[0].TrimEnd('.');
        return OneLine(e.Path is null or "$" ? $"no JSON of a manifest: {what}." : $"{e.Path}: {what}.");
    }

    /// <summary>The same without control characters, which a name from outside may have.</summary>
    public static string OneLine(string text) => string.Concat(text.ReplaceLineEndings(" ").Select(c => char.IsControl(c) ? '?' : c));

    private static FileStream Open(string path)
    {
        try
        {
            return File.OpenRead(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new FileNotFoundException($"{path}: no such file.", path, e);
        }
    }

    private sealed record Document(
        [property: JsonRequired] string Format,
        [property: JsonRequired] int Version,
        string? Plan,
        IReadOnlyDictionary<string, string> Settings,
        ErrorLimit? MaxError,
        IReadOnlyList<DatasetKind> Kinds,
        IReadOnlyList<DatasetShard> Shards,
        IReadOnlyList<BadItem> Bad,
        IReadOnlyList<DatasetItem> Items,
        DatasetPart? Part = null);
}
