using VideoFeat.Bridges.Datasets;

namespace VideoFeat.Batch;

/// <summary>The work on a dataset shared out between processes: whole files, about as many bytes each.</summary>
public static class DatasetShare
{
    /// <summary>Those of the wanted items that one part works on.</summary>
    public static IReadOnlyList<int> Of(DatasetManifest manifest, IEnumerable<int> wanted, DatasetPart part)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(part);
        HashSet<int> mine = [.. Balanced.Share([.. Enumerable.Range(0, manifest.Shards.Count)], s => manifest.Shards[s].Bytes, part)];
        return [.. wanted.Where(i => mine.Contains(manifest.Items[i].Shard))];
    }
}
