using VideoFeat.Bridges.Datasets;

namespace VideoFeat.Batch;

/// <summary>A manifest out of finished shards: the same shards give the same manifest, in whatever order they were finished, and by however many.</summary>
internal static class ManifestAssembly
{
    public static DatasetManifest Of(
        IEnumerable<JournalShard> shards, IEnumerable<BadItem> bad, string? plan, IReadOnlyDictionary<string, string> settings, ErrorLimit? limit, DatasetPart? part)
    {
        var kinds = new List<DatasetKind>();
        var numbers = new Dictionary<DatasetKind, int>();
        var files = new List<DatasetShard>();
        var allBad = new List<BadItem>(bad);
        var items = new List<DatasetItem>();
        foreach (JournalShard shard in shards.OrderBy(s => s.Shard))
        {
            int first = files.Count;
            foreach (DatasetShard file in shard.Files)
            {
                DatasetKind kind = shard.Kinds[file.Kind];
                if (!numbers.TryGetValue(kind, out int number))
                {
                    numbers.Add(kind, number = kinds.Count);
                    kinds.Add(kind);
                }

                files.Add(file with { Kind = number });
            }

            allBad.AddRange(shard.Bad);
            items.AddRange(shard.Items.Select(i => i with { Shard = first + i.Shard }));
        }

        allBad.Sort((a, b) => string.CompareOrdinal(a.Id, b.Id) is int order and not 0 ? order : string.CompareOrdinal(a.Source, b.Source));
        return new DatasetManifest(plan, settings, limit, kinds, files, allBad, items, part);
    }

    /// <summary>The shards that a manifest is made of; bad items are left to the manifest.</summary>
    public static IEnumerable<JournalShard> Shards(DatasetManifest manifest)
    {
        ILookup<int, int> filesOf = Enumerable.Range(0, manifest.Shards.Count).ToLookup(i => NumberOf(manifest.Shards[i].File));
        ILookup<int, DatasetItem> itemsOf = manifest.Items.ToLookup(i => NumberOf(manifest.Shards[i.Shard].File));
        foreach (IGrouping<int, int> shard in filesOf)
        {
            int[] files = [.. shard];
            yield return new JournalShard(
                shard.Key,
                [.. files.Select(f => manifest.Kinds[manifest.Shards[f].Kind])],
                [.. files.Select((f, i) => manifest.Shards[f] with { Kind = i })],
                [],
                [.. itemsOf[shard.Key].Select(i => i with { Shard = Array.IndexOf(files, i.Shard) })]);
        }
    }

    /// <summary>The planned shard's number in the name of one of its files.</summary>
    public static int NumberOf(string file) => int.Parse(file.AsSpan("shard-".Length, file.AsSpan("shard-".Length).IndexOfAny('-', '.')), System.Globalization.CultureInfo.InvariantCulture);
}
