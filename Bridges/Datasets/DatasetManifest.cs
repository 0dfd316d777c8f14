namespace VideoFeat.Bridges.Datasets;

/// <summary>What <c>dataset.json</c> says, or the manifest of one part (docs/formats/dataset.md).</summary>
/// <param name="Plan">SHA-256 of the plan, 64 hex digits; null where it is not known.</param>
/// <param name="Settings">What was asked of the coder.</param>
/// <param name="MaxError">How wrong an element can be at most; null: nothing was promised.</param>
/// <param name="Kinds">What items have in common.</param>
/// <param name="Shards">The files.</param>
/// <param name="Bad">Items that are not in it.</param>
/// <param name="Items">The items.</param>
/// <param name="Part">Which part it is; null: the whole.</param>
public sealed record DatasetManifest(
    string? Plan,
    IReadOnlyDictionary<string, string> Settings,
    ErrorLimit? MaxError,
    IReadOnlyList<DatasetKind> Kinds,
    IReadOnlyList<DatasetShard> Shards,
    IReadOnlyList<BadItem> Bad,
    IReadOnlyList<DatasetItem> Items,
    DatasetPart? Part = null)
{
    /// <summary>Its name in the dataset's folder.</summary>
    public const string FileName = "dataset.json";

    /// <summary>The version that is written and read.</summary>
    public const int Version = 1;

    /// <summary>What <c>format</c> says.</summary>
    public const string Format = "videofeat-dataset";

    /// <summary>Name of a part's manifest.</summary>
    public static string NameOf(DatasetPart? part) => part is null ? FileName : $"part-{part}.json";

    /// <summary>What is wrong with a text as an item's id; null where it can be one.</summary>
    public static string? IdFault(string id) => ManifestChecks.IdFault(id);

    /// <summary>True where a file's name is one that a shard can have.</summary>
    public static bool IsShardName(string name) => ManifestChecks.IsShardName(name);

    /// <summary>The kind of an item.</summary>
    public DatasetKind KindOf(DatasetItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return Kinds[Shards[item.Shard].Kind];
    }

    /// <summary>Reads a manifest from a dataset's folder, or from the file itself.</summary>
    /// <exception cref="VideoFeat.Packing.FeatureFormatException">Damaged, or not of this format or version; the message names file and field.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static DatasetManifest Read(string path) => ManifestReader.Read(Directory.Exists(path) ? Path.Combine(path, FileName) : path);

    /// <summary>Writes it into a dataset's folder under its name; it appears whole or not at all, and is on the disk when this returns.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(string folder) => ManifestWriter.Write(this, folder);
}
