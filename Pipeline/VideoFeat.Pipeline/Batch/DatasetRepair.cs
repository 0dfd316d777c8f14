using System.Globalization;
using VideoFeat.Bridges.Datasets;
using VideoFeat.Bridges.Files.Arrays;
using VideoFeat.Packing;
using VideoFeat.Packing.Header;

namespace VideoFeat.Batch;

/// <summary>A manifest out of the shards alone (docs/formats/dataset.md, "What a repair cannot know").</summary>
public static class DatasetRepair
{
    /// <summary>Reads all shards in a folder and writes a new manifest; what cannot be read is left out, and named among <see cref="DatasetManifest.Bad"/>.</summary>
    /// <param name="folder">The dataset's folder.</param>
    /// <param name="sources">Inputs whose SHA-256 is taken, by id; null: items have no source.</param>
    /// <param name="arrays">What the axes of the sources mean; null: channels first.</param>
    /// <param name="cancellation">Ends it early; nothing is written then.</param>
    /// <exception cref="IOException">No shard is there, another run works on the dataset, or it cannot be written.</exception>
    public static DatasetManifest Run(string folder, IReadOnlyList<string>? sources = null, ArrayReadOptions? arrays = null, CancellationToken cancellation = default)
    {
        string[] files = Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder).Select(f => Path.GetFileName(f)!).Where(DatasetManifest.IsShardName).Order(StringComparer.Ordinal)]
            : throw new DirectoryNotFoundException($"{folder}: no such folder.");
        if (files.Length == 0)
        {
            throw new FileNotFoundException($"{folder}: it holds no shard (shard-*.mp4, shard-*.mkv).");
        }

        using DatasetLock held = DatasetLock.Take(folder);
        Dictionary<string, BatchSource> given = sources is null ? [] : InputScan.Run(sources).Sources.ToDictionary(s => s.Id, StringComparer.Ordinal);
        var bad = new List<BadItem>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var shards = new List<JournalShard>();
        foreach (IGrouping<int, string> shard in files.GroupBy(ManifestAssembly.NumberOf))
        {
            var parts = new List<(DatasetKind Kind, DatasetShard File, List<DatasetItem> Items)>();
            foreach (string file in shard)
            {
                cancellation.ThrowIfCancellationRequested();
                if (Scan(folder, file, ids, bad) is { } scanned)
                {
                    parts.Add(scanned);
                }
            }

            // The plan's order within a shard is that of the ids.
            shards.Add(new JournalShard(
                shard.Key, [.. parts.Select(p => p.Kind)], [.. parts.Select((p, i) => p.File with { Kind = i })], [],
                [.. parts.SelectMany((p, i) => p.Items.Select(item => item with { Shard = i, Source = SourceOf(item.Id, given, arrays ?? ArrayReadOptions.Default) }))
                    .OrderBy(i => i.Id, StringComparer.Ordinal)]));
        }

        DatasetManifest manifest = ManifestAssembly.Of(shards, bad, null, new Dictionary<string, string>(), null, null);
        manifest.Write(folder);
        return manifest;
    }

    private static ItemSource? SourceOf(string id, Dictionary<string, BatchSource> given, ArrayReadOptions arrays)
    {
        if (!given.TryGetValue(id, out BatchSource? source))
        {
            return null;
        }

        (FeatureSet set, ItemSource facts) = source.Read(arrays);
        set.Dispose();
        return facts;
    }

    private static (DatasetKind Kind, DatasetShard File, List<DatasetItem> Items)? Scan(string folder, string file, HashSet<string> ids, List<BadItem> bad)
    {
        string path = Path.Combine(folder, file);
        IShardReader reader;
        try
        {
            reader = ShardReaders.Open(path);
        }
        catch (FeatureFormatException e)
        {
            bad.Add(new BadItem("", file, Reason.Of(e)));
            return null;
        }

        using (reader)
        {
            var scan = new ShardScan(reader, file, ids, bad);
            List<DatasetItem> items = scan.Run();
            return scan.Kind is { } kind ? (kind, new DatasetShard(file, 0, items.Count, reader.Units, new FileInfo(path).Length), items) : null;
        }
    }

    /// <summary>One file, unit by unit.</summary>
    private sealed class ShardScan(IShardReader reader, string file, HashSet<string> ids, List<BadItem> bad)
    {
        private readonly List<DatasetItem> _items = [];

        public DatasetKind? Kind { get; private set; }

        public List<DatasetItem> Run()
        {
            long next = 0;
            while (next < reader.Units)
            {
                long first = next;
                string? id = null;
                string? fault;
                try
                {
                    (fault, id, next) = One(first);
                }
                catch (FeatureFormatException e)
                {
                    (fault, next) = (Reason.Of(e), first + 1);
                }

                if (fault is not null)
                {
                    bad.Add(new BadItem(id ?? "", file, $"{file}: access unit {first}: {fault.TrimEnd('.')}."));
                }
            }

            return _items;
        }

        // The item whose first access unit this is; where it is none, the next unit is tried.
        private (string? Fault, string? Id, long Next) One(long first)
        {
            byte[] unit = reader.Read(first, 1)[0];
            (FeatureConfiguration? configuration, FeatureUnitHeader? header) = UnitFacts.Headers(unit, FeatureLimits.Default);
            if (configuration is null || header is null || header.ItemId is not string id || (header.FrameIndex, header.BatchIndex) != (0, 0))
            {
                return ("it does not begin an item, or its feature header is damaged", null, first + 1);
            }

            DatasetKind kind = DatasetKind.Of(configuration);
            Kind ??= kind;
            long count = (long)header.BatchCount * kind.Layout.FramesPerSet;
            if (kind != Kind || DatasetManifest.IdFault(id) is not null || count > reader.Units - first)
            {
                return ("its header does not fit the file", id, first + 1);
            }

            (long bytes, uint bytesCrc, uint codesCrc, float error) = (0, 0, 0, 0);
            for (long at = first; at < first + count; at++)
            {
                unit = at == first ? unit : reader.Read(at, 1)[0];
                FeatureUnitHeader? each = UnitFacts.Headers(unit, FeatureLimits.Default).Unit;
                if (each is null || each.ConfigurationId != configuration.Id || each.SequenceNumber != (ulong)(at / kind.Layout.FramesPerSet))
                {
                    return ($"its access unit {at} has another header, or none", id, first + 1);
                }

                bytes += UnitFacts.Bytes(unit);
                bytesCrc = UnitFacts.BytesCrc(bytesCrc, unit);
                codesCrc = UnitFacts.CodesCrc(codesCrc, each.Crc);
                error = Math.Max(error, each.MaxError ?? 0);
            }

            if (!ids.Add(id))
            {
                return ($"item '{id}' stands in another place too", id, first + count);
            }

            ItemState state = kind.Exact ? ItemState.Exact : file.Contains("bit.", StringComparison.Ordinal) ? ItemState.Finer : ItemState.Coded;
            _items.Add(new DatasetItem(
                id, 0, first, (int)count, header.BatchCount, bytes, Math.Round(8.0 * bytes / (header.BatchCount * kind.Elements), 4), error, state,
                codesCrc.ToString("x8", CultureInfo.InvariantCulture), bytesCrc.ToString("x8", CultureInfo.InvariantCulture), null));
            return (null, id, first + count);
        }
    }
}
