using VideoFeat.Bridges;
using VideoFeat.Bridges.Datasets;
using VideoFeat.Packing;
using VideoFeat.Packing.Quantization;

namespace VideoFeat.Batch;

/// <summary>Codes one planned shard from start to end: the same items and options give the same bytes, whoever does it and however often.</summary>
internal static class ShardEncoder
{
    /// <summary>Codes it into the dataset's folder. Every file has its name when this returns.</summary>
    /// <param name="shard">What to code.</param>
    /// <param name="options">How.</param>
    /// <param name="done">Called for each item, with the bytes of its tensors and what it became; null where it is bad.</param>
    /// <param name="cancellation">Looked at before each item.</param>
    /// <exception cref="IOException">A file cannot be written, or a whole input has vanished.</exception>
    public static JournalShard Run(PlannedShard shard, BatchOptions options, Action<long, DatasetItem?> done, CancellationToken cancellation)
    {
        IReadOnlyList<Rung> ladder = Rung.Ladder(options.Codec, options.MaxError is not null);
        Remove(shard, options, ladder);
        var writers = new ShardFileWriter?[ladder.Count];
        var items = new List<(DatasetItem Item, int Rung)>(shard.Items.Count);
        var bad = new List<BadItem>();
        try
        {
            foreach (PlannedItem planned in shard.Items)
            {
                cancellation.ThrowIfCancellationRequested();
                if (Read(planned, options, bad) is not { } read)
                {
                    done(planned.TensorBytes, null);
                    continue;
                }

                using (read.Set)
                {
                    ShardFileWriter Writer(int rung) => writers[rung] ??= ShardFileWriter.Open(PathOf(shard, options, ladder[rung]), ladder[rung], shard.Tensors);
                    (DatasetItem Item, int Rung)? coded = Code(read.Set, read.Source, ladder, options.MaxError, Writer, bad, cancellation);
                    items.AddRange(coded is { } one ? [one] : []);
                    done(planned.TensorBytes, coded?.Item);
                }
            }

            return Finish(shard, writers, items, bad);
        }
        finally
        {
            foreach (ShardFileWriter? writer in writers)
            {
                writer?.Dispose();
            }
        }
    }

    /// <summary>Reads an item; null where it is bad, and the reason is added.</summary>
    internal static (FeatureSet Set, ItemSource Source)? Read(PlannedItem planned, BatchOptions options, List<BadItem> bad)
    {
        BatchSource source = planned.Source;
        try
        {
            (FeatureSet set, ItemSource facts) = source.Read(options.Arrays);
            if (set[0].Spec.Batch == planned.Sets && set.Select(t => t.Spec.SingleSet).SequenceEqual(planned.Tensors))
            {
                return (set, facts);
            }

            set.Dispose();
            throw new FeatureFormatException($"{source.Name}: it has changed since the inputs were listed.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (!Directory.Exists(source.Root))
            {
                throw new IOException($"{source.Root}: the input has vanished.", e);
            }

            bad.Add(new BadItem(source.Id, source.Name, Reason.Of(e)));
            return null;
        }
    }

    /// <summary>Codes an item by the first rung that is near enough; null where none takes it, and the reason is added.</summary>
    internal static (DatasetItem Item, int Rung)? Code(
        FeatureSet set, ItemSource source, IReadOnlyList<Rung> ladder, ErrorLimit? promised, Func<int, ShardFileWriter> writer, List<BadItem> bad, CancellationToken cancellation)
    {
        ItemRange range = promised is null ? default : ItemRange.Of(set);
        double limit = promised is null ? double.PositiveInfinity : promised.Absolute ?? (promised.Relative!.Value * range.OfItem);
        string reason = "no coding is near enough";
        for (int rung = 0; rung < ladder.Count; rung++)
        {
            if (ladder[rung].IsTooCoarse(range.OfTensor, limit))
            {
                continue;
            }

            try
            {
                if (writer(rung).TryWrite(set, source, limit, cancellation) is DatasetItem item)
                {
                    return (item, rung);
                }
            }
            catch (Exception e) when (e is FeatureValueException or BridgeException)
            {
                reason = Reason.Of(e);
            }
        }

        bad.Add(new BadItem(set.ItemId!, source.Path, $"{source.Path}: {reason}"));
        return null;
    }

    private static JournalShard Finish(PlannedShard shard, ShardFileWriter?[] writers, List<(DatasetItem Item, int Rung)> items, List<BadItem> bad)
    {
        var kinds = new List<DatasetKind>();
        var files = new List<DatasetShard>();
        int[] fileOf = new int[writers.Length];
        for (int rung = 0; rung < writers.Length; rung++)
        {
            if (writers[rung] is { Items: > 0 } writer)
            {
                fileOf[rung] = files.Count;
                files.Add(writer.Finish(kinds.Count));
                kinds.Add(writer.Kind);
            }
        }

        return new JournalShard(shard.Number, kinds, files, bad, [.. items.Select(i => i.Item with { Shard = fileOf[i.Rung] })]);
    }

    private static string PathOf(PlannedShard shard, BatchOptions options, Rung rung) => Path.Combine(options.Output, $"{shard.Name}{rung.Suffix}.{options.Container}");

    // What a run left that was killed between a file's name and the journal's line: it comes again, or not at all.
    private static void Remove(PlannedShard shard, BatchOptions options, IReadOnlyList<Rung> ladder)
    {
        foreach (Rung rung in ladder)
        {
            File.Delete(PathOf(shard, options, rung));
            foreach (string partial in Directory.EnumerateFiles(options.Output, $".{shard.Name}{rung.Suffix}.{options.Container}.*.tmp"))
            {
                File.Delete(partial);
            }
        }
    }
}
