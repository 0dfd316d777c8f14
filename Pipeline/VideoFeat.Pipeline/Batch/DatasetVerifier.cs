using System.Collections.Concurrent;
using System.Globalization;
using VideoFeat.Bridges.Datasets;
using VideoFeat.Bridges.Files.Arrays;
using VideoFeat.Datasets;
using VideoFeat.Packing;

namespace VideoFeat.Batch;

/// <summary>Decodes every item of a dataset and holds it against all that the manifest says, and against its source where that is given.</summary>
public static class DatasetVerifier
{
    /// <summary>What is wrong, in order of the items; none where everything is right.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="indices">Items to look at; null: all.</param>
    /// <param name="sources">Inputs to compare with, by id: their SHA-256, and the largest error; null: none.</param>
    /// <param name="jobs">Items at once, 1..256.</param>
    /// <param name="done">Called for each item, from several threads; null: nobody asks.</param>
    /// <param name="arrays">What the axes of the sources mean; null: channels first.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="FileNotFoundException">A named source does not exist.</exception>
    public static IReadOnlyList<BadItem> Run(
        FeatureDataset dataset, IReadOnlyList<int>? indices = null, IReadOnlyList<string>? sources = null, int jobs = 1, Action<DatasetItem>? done = null,
        ArrayReadOptions? arrays = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        Dictionary<string, BatchSource>? given = sources is null ? null : InputScan.Run(sources).Sources.ToDictionary(s => s.Id, StringComparer.Ordinal);
        var bad = new ConcurrentDictionary<int, BadItem>();
        IEnumerable<int> wanted = indices ?? Enumerable.Range(0, dataset.Count);

        // In order, so that a shard is read from front to back.
        var parts = Partitioner.Create(wanted, EnumerablePartitionerOptions.NoBuffering);
        Parallel.ForEach(parts, new ParallelOptions { MaxDegreeOfParallelism = jobs, CancellationToken = cancellation }, index =>
        {
            DatasetItem item = dataset.Manifest.Items[index];
            if (Fault(dataset, item, given, arrays ?? ArrayReadOptions.Default) is string fault)
            {
                bad[index] = new BadItem(item.Id, dataset.Manifest.Shards[item.Shard].File, fault);
            }

            done?.Invoke(item);
        });
        return [.. bad.OrderBy(b => b.Key).Select(b => b.Value)];
    }

    private static string? Fault(FeatureDataset dataset, DatasetItem item, Dictionary<string, BatchSource>? sources, ArrayReadOptions arrays)
    {
        try
        {
            (IReadOnlyList<byte[]> units, string file) = dataset.ReadUnits(item);
            if (Bytes(units, item) is string fault)
            {
                return Identity(units, item) ?? fault;
            }

            using FeatureSet set = dataset.Decode(units, item, file);
            return Kind(set, dataset.Manifest.KindOf(item)) ?? (sources is null ? null : Against(set, item, sources, arrays));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Reason.Of(e);
        }
    }

    private static string? Bytes(IReadOnlyList<byte[]> units, DatasetItem item)
    {
        (long bytes, uint bytesCrc, uint codesCrc) = (0, 0, 0);
        foreach (byte[] unit in units)
        {
            bytes += UnitFacts.Bytes(unit);
            bytesCrc = UnitFacts.BytesCrc(bytesCrc, unit);
            codesCrc = UnitFacts.CodesCrc(codesCrc, UnitFacts.Headers(unit, FeatureLimits.Default).Unit?.Crc ?? 0);
        }

        return Hex(bytesCrc) != item.BytesCrc32c ? $"the CRC-32C of its bytes is {Hex(bytesCrc)}; the manifest says {item.BytesCrc32c}"
            : Hex(codesCrc) != item.CodesCrc32c ? $"the CRC-32C of its codes is {Hex(codesCrc)}; the manifest says {item.CodesCrc32c}"
            : bytes != item.Bytes ? $"it takes {bytes} bytes; the manifest says {item.Bytes}"
            : null;
    }

    // A file under another's name is worth saying.
    private static string? Identity(IReadOnlyList<byte[]> units, DatasetItem item) =>
        units.Count > 0 && UnitFacts.Headers(units[0], FeatureLimits.Default).Unit is { } unit && unit.ItemId != item.Id
            ? $"the file holds item '{unit.ItemId}' in its place"
            : null;

    private static string? Kind(FeatureSet set, DatasetKind kind) => set.Select(t => t.Spec.SingleSet).SequenceEqual(kind.Specs)
        ? null
        : $"it holds {string.Join(", ", set.Select(t => t.Spec))}; the manifest says {string.Join(", ", (object[])kind.Specs)}";

    private static string? Against(FeatureSet decoded, DatasetItem item, Dictionary<string, BatchSource> sources, ArrayReadOptions arrays)
    {
        if (!sources.TryGetValue(item.Id, out BatchSource? named))
        {
            return "the sources have no item of that id";
        }

        (FeatureSet set, ItemSource facts) = named.Read(arrays);
        using (set)
        {
            if (item.Source is { } recorded && recorded.Sha256 != facts.Sha256)
            {
                return $"its source {facts.Path} has changed: SHA-256 {facts.Sha256}; the manifest says {recorded.Sha256}";
            }

            double error = 0;
            for (int t = 0; t < set.Count; t++)
            {
                error = Math.Max(error, FeatureError.Measure(set[t], decoded[t]).MaxAbs);
            }

            return (float)error <= item.MaxError ? null : FormattableString.Invariant($"it is {error:G6} from its source; the manifest says {item.MaxError:G6} at most");
        }
    }

    private static string Hex(uint crc) => crc.ToString("x8", CultureInfo.InvariantCulture);
}
