using System.Security.Cryptography;
using System.Text;
using VideoFeat.Bridges.Datasets;
using VideoFeat.Packing;

namespace VideoFeat.Batch;

/// <summary>Which item goes where: a pure function of the inputs' ids and tensors and of the options, the same for every worker and every resumed run.</summary>
internal sealed class BatchPlan
{
    private BatchPlan(IReadOnlyList<PlannedShard> shards, IReadOnlyList<BadItem> bad, IReadOnlyDictionary<string, string> settings, string digest)
    {
        Shards = shards;
        Bad = bad;
        Settings = settings;
        Digest = digest;
    }

    /// <summary>All shards, in order.</summary>
    public IReadOnlyList<PlannedShard> Shards { get; }

    /// <summary>What can be no item, by name or header.</summary>
    public IReadOnlyList<BadItem> Bad { get; }

    /// <summary>What was asked of the coder.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; }

    /// <summary>SHA-256 of the plan, 64 hex digits.</summary>
    public string Digest { get; }

    /// <summary>Items in all shards.</summary>
    public long Items => Shards.Sum(s => (long)s.Items.Count);

    /// <summary>Lists the inputs, reads their headers, groups items of one kind and cuts the groups into shards.</summary>
    /// <exception cref="FileNotFoundException">An input does not exist, or none holds an item.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static BatchPlan Make(BatchOptions options, CancellationToken cancellation = default)
    {
        (IReadOnlyList<BatchSource> sources, IReadOnlyList<BadItem> unnamed) = InputScan.Run(options.Inputs);
        var items = new PlannedItem?[sources.Count];
        var faults = new BadItem?[sources.Count];
        var kinds = new System.Collections.Concurrent.ConcurrentDictionary<string, TensorSpec[]>(StringComparer.Ordinal);
        Parallel.For(0, sources.Count, new ParallelOptions { MaxDegreeOfParallelism = options.Jobs, CancellationToken = cancellation }, i =>
        {
            try
            {
                TensorSpec[] specs = sources[i].ReadSpecs(options.Arrays);
                items[i] = Item(sources[i], specs, kinds);
            }
            catch (Exception e) when (e is IOException or ArgumentException)
            {
                faults[i] = new BadItem(sources[i].Id, sources[i].Name, Reason.Of(e));
            }
        });

        IReadOnlyDictionary<string, string> settings = CodecSettings.Of(options);
        PlannedShard[] shards = [.. Cut(items.Where(i => i is not null).Select(i => i!), options)];
        return new BatchPlan(shards, [.. unnamed, .. faults.Where(f => f is not null).Select(f => f!)], settings, DigestOf(shards, settings, options.MaxError));
    }

    /// <summary>The shards of one part, about as many bytes as the others': the largest shard left goes to the part that has least.</summary>
    public IReadOnlyList<PlannedShard> Of(DatasetPart? part)
    {
        if (part is null)
        {
            return Shards;
        }

        return [.. Balanced.Share(Shards, s => s.TensorBytes, part)];
    }

    private static PlannedItem Item(BatchSource source, TensorSpec[] specs, System.Collections.Concurrent.ConcurrentDictionary<string, TensorSpec[]> kinds)
    {
        if (specs.Length is < 1 or > 255)
        {
            throw new FeatureFormatException($"{source.Name}: it holds {specs.Length} tensors; a feature set has 1 to 255.");
        }

        if (specs.FirstOrDefault(s => s.Batch != specs[0].Batch) is { } other)
        {
            throw new FeatureFormatException($"{source.Name}: tensor '{other.Name}' has a batch of {other.Batch}, '{specs[0].Name}' one of {specs[0].Batch}.");
        }

        TensorSpec[] single = Array.ConvertAll(specs, s => s.SingleSet);
        return new PlannedItem(source, specs[0].Batch, kinds.GetOrAdd(KeyOf(single), single));
    }

    private static string KeyOf(IReadOnlyList<TensorSpec> tensors) => string.Join('\n', tensors.Select(t => t.ToString()));

    private static IEnumerable<PlannedShard> Cut(IEnumerable<PlannedItem> items, BatchOptions options)
    {
        int number = 0;
        foreach (IGrouping<string, PlannedItem> kind in items.GroupBy(i => KeyOf(i.Tensors)).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var shard = new List<PlannedItem>();
            long bytes = 0;
            foreach (PlannedItem item in kind)
            {
                shard.Add(item);
                bytes += item.TensorBytes;
                if (bytes >= options.ShardBytes || shard.Count >= options.ShardItems)
                {
                    yield return new PlannedShard(number++, shard);
                    (shard, bytes) = ([], 0);
                }
            }

            if (shard.Count > 0)
            {
                yield return new PlannedShard(number++, shard);
            }
        }
    }

    private static string DigestOf(IEnumerable<PlannedShard> shards, IReadOnlyDictionary<string, string> settings, ErrorLimit? limit)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Line(FormattableString text) => hash.AppendData(Encoding.UTF8.GetBytes(FormattableString.Invariant(text) + "\n"));
        Line($"{string.Join('\t', settings.Select(s => $"{s.Key}={s.Value}"))}");
        Line($"{limit?.Absolute:R} {limit?.Relative:R}");
        foreach (PlannedShard shard in shards)
        {
            Line($"{shard.Number}\t{KeyOf(shard.Tensors)}");
            foreach (PlannedItem item in shard.Items)
            {
                Line($"{item.Sets}\t{item.Source.Id}");
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
