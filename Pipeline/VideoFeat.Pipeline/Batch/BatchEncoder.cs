using System.Diagnostics;
using VideoFeat.Bridges.Datasets;
using VideoFeat.Packing;

namespace VideoFeat.Batch;

/// <summary>Feature sets of any number into a dataset: shard by shard, going on where a run before it ended, however it ended.</summary>
public static class BatchEncoder
{
    /// <summary>Makes the dataset, or the part.</summary>
    /// <param name="options">What, where and how.</param>
    /// <param name="progress">Told after each item, from several threads by turns; null: nobody asks.</param>
    /// <param name="cancellation">Ends the run; whole shards stay, and the next run goes on from there.</param>
    /// <exception cref="ArgumentException">Options out of range, or a folder that holds another dataset.</exception>
    /// <exception cref="FeatureFormatException">Sources changed since they were coded.</exception>
    /// <exception cref="IOException">An input is missing, another run works on the dataset, or it cannot be written.</exception>
    public static async Task<BatchReport> RunAsync(BatchOptions options, Action<BatchProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var clock = Stopwatch.StartNew();
        BatchPlan plan = await Task.Run(() => BatchPlan.Make(options, cancellation), cancellation).ConfigureAwait(false);
        if (options.Part is not null && PartMerge.Merged(options.Output, plan.Digest) is DatasetManifest whole)
        {
            return Report(whole, [], plan.Shards, options, clock.Elapsed); // a task that comes after the merge
        }

        CreateFolder(options.Output);
        using DatasetLock held = DatasetLock.Take(options.Output, options.Part);
        IReadOnlyList<PlannedShard> mine = plan.Of(options.Part);
        RemoveTemporary(options);
        IReadOnlyList<JournalShard> before = Finished(options, plan) ?? [];
        HashSet<int> again = Changed(before, mine, options);
        if (File.Exists(ManifestPath(options)) && again.Count == 0 && before.All(s => AllThere(s, options.Output)))
        {
            File.Delete(Path.Combine(options.Output, Journal.NameOf(options.Part)));
            return Report(DatasetManifest.Read(ManifestPath(options)), before, mine, options, clock.Elapsed);
        }

        using Journal journal = Journal.Open(options.Output, options.Part, HeadOf(plan, options));
        Dictionary<int, JournalShard> done = Kept(journal, plan, before, mine, again, options);
        File.Delete(ManifestPath(options));
        long resumed = done.Values.Sum(s => s.Items.Count + (long)s.Bad.Count);
        foreach (JournalShard shard in await CodeAsync([.. mine.Where(s => !done.ContainsKey(s.Number))], resumed, mine, journal, options, progress, cancellation).ConfigureAwait(false))
        {
            done.Add(shard.Shard, shard);
        }

        // What can be no item belongs to no shard; one part names it.
        IEnumerable<BadItem> bad = options.Part is { Index: > 0 } ? [] : plan.Bad;
        DatasetManifest manifest = ManifestAssembly.Of(done.Values, bad, plan.Digest, plan.Settings, options.MaxError, options.Part);
        manifest.Write(options.Output);
        journal.Delete();
        return Report(manifest, done.Values.Where(_ => false), mine, options, clock.Elapsed) with { Resumed = resumed };
    }

    private static BatchReport Report(DatasetManifest manifest, IEnumerable<JournalShard> before, IReadOnlyList<PlannedShard> mine, BatchOptions options, TimeSpan elapsed) =>
        new(options.Output, manifest, before.Sum(s => s.Items.Count + (long)s.Bad.Count), mine.Sum(s => s.TensorBytes), elapsed);

    private static string ManifestPath(BatchOptions options) => Path.Combine(options.Output, DatasetManifest.NameOf(options.Part));

    private static JournalHead HeadOf(BatchPlan plan, BatchOptions options) =>
        new(Journal.Format, 1, plan.Digest, plan.Settings, options.MaxError, plan.Items, plan.Shards.Count);

    private static void CreateFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"Cannot write '{folder}': {Reason.Of(e)}", e);
        }
    }

    private static void RemoveTemporary(BatchOptions options)
    {
        foreach (string left in Directory.EnumerateFiles(options.Output, $".{DatasetManifest.NameOf(options.Part)}.*.tmp"))
        {
            File.Delete(left);
        }
    }

    // A whole dataset is a run that finished everything.
    private static List<JournalShard>? Finished(BatchOptions options, BatchPlan plan)
    {
        if (!File.Exists(ManifestPath(options)))
        {
            return null;
        }

        DatasetManifest manifest = DatasetManifest.Read(ManifestPath(options));
        if (manifest.Plan != plan.Digest)
        {
            throw Another(options, manifest.Items.Count + manifest.Bad.Count, manifest.Settings, plan);
        }

        Dictionary<int, JournalShard> made = ManifestAssembly.Shards(manifest).ToDictionary(s => s.Shard);
        Dictionary<string, BadItem> bad = manifest.Bad.GroupBy(b => b.Id).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        return [.. plan.Of(options.Part).Select(shard => made.GetValueOrDefault(shard.Number, new JournalShard(shard.Number, [], [], [], [])) with
        {
            Bad = [.. shard.Items.Select(i => bad.GetValueOrDefault(i.Source.Id)).Where(b => b is not null).Select(b => b!)],
        })];
    }

    private static ArgumentException Another(BatchOptions options, long items, IReadOnlyDictionary<string, string> settings, BatchPlan plan)
    {
        string[] others = [.. plan.Settings.Where(s => settings.GetValueOrDefault(s.Key) != s.Value).Select(s => $"{s.Key} was {settings.GetValueOrDefault(s.Key) ?? "not set"}, is {s.Value}")];
        string why = others.Length > 0 ? string.Join(", ", others) : $"{items} items then, {plan.Items} now, or others, or cut into other shards";
        return new ArgumentException($"{options.Output}: it holds a dataset of other inputs or options ({why}). Name another folder, or remove it.");
    }

    // Numbers of the shards that hold a source whose length or time is another than when it was coded.
    private static HashSet<int> Changed(IReadOnlyList<JournalShard> finished, IReadOnlyList<PlannedShard> mine, BatchOptions options)
    {
        Dictionary<int, PlannedShard> planned = mine.ToDictionary(s => s.Number);
        var changed = new List<string>();
        var shards = new HashSet<int>();
        foreach (JournalShard shard in finished)
        {
            Dictionary<string, PlannedItem> items = planned[shard.Shard].Items.ToDictionary(i => i.Source.Id, StringComparer.Ordinal);
            foreach (DatasetItem item in shard.Items)
            {
                BatchSource now = items[item.Id].Source;
                if (item.Source is { } then && (then.Bytes != now.Bytes || then.Modified != now.Modified))
                {
                    changed.Add(then.Bytes != now.Bytes ? $"{now.Name} ({then.Bytes} bytes then, {now.Bytes} now)" : $"{now.Name} (written again since)");
                    shards.Add(shard.Shard);
                }
            }
        }

        return changed.Count == 0 || options.Again
            ? shards
            : throw new FeatureFormatException($"{options.Output}: {changed.Count} sources changed since they were coded, first {changed[0]}; --again codes their shards again.");
    }

    private static Dictionary<int, JournalShard> Kept(
        Journal journal, BatchPlan plan, IReadOnlyList<JournalShard> finished, IReadOnlyList<PlannedShard> mine, HashSet<int> again, BatchOptions options)
    {
        if (journal.Head.Plan != plan.Digest)
        {
            throw Another(options, journal.Head.Items, journal.Head.Settings, plan);
        }

        var kept = new Dictionary<int, JournalShard>();
        again.UnionWith(Changed([.. journal.Done.Where(s => mine.Any(m => m.Number == s.Shard))], mine, options));
        foreach (JournalShard shard in journal.Done)
        {
            kept[shard.Shard] = shard;
        }

        foreach (JournalShard shard in finished.Where(s => !kept.ContainsKey(s.Shard)))
        {
            kept.Add(shard.Shard, shard);
            if (!again.Contains(shard.Shard))
            {
                journal.Add(shard);
            }
        }

        foreach (int number in kept.Keys.Where(n => again.Contains(n) || !AllThere(kept[n], options.Output)).ToArray())
        {
            kept.Remove(number);
        }

        return kept;
    }

    private static bool AllThere(JournalShard shard, string folder) => shard.Files.All(f => new FileInfo(Path.Combine(folder, f.File)) is { Exists: true } file && file.Length == f.Bytes);

    private static async Task<IReadOnlyList<JournalShard>> CodeAsync(
        IReadOnlyList<PlannedShard> left, long resumed, IReadOnlyList<PlannedShard> mine, Journal journal, BatchOptions options, Action<BatchProgress>? progress, CancellationToken cancellation)
    {
        var finished = new List<JournalShard>();
        var state = new BatchProgress(resumed, mine.Sum(s => (long)s.Items.Count), 0, 0, 0);
        var turn = new Lock();
        void Done(long tensorBytes, DatasetItem? item)
        {
            lock (turn)
            {
                state = new BatchProgress(state.Items + 1, state.AllItems, state.Bad + (item is null ? 1 : 0), state.TensorBytes + tensorBytes, state.CodedBytes + (item?.Bytes ?? 0));
                progress?.Invoke(state);
            }
        }

        await Parallel.ForEachAsync(left, new ParallelOptions { MaxDegreeOfParallelism = options.Jobs, CancellationToken = cancellation }, (shard, stop) =>
        {
            JournalShard result = ShardEncoder.Run(shard, options, Done, stop);
            journal.Add(result);
            lock (turn)
            {
                finished.Add(result);
            }

            return ValueTask.CompletedTask;
        }).ConfigureAwait(false);
        return finished;
    }
}
