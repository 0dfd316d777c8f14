using System.Diagnostics;
using VideoFeat.Bridges.Datasets;

namespace VideoFeat.Batch;

/// <summary>What a run would come to, by a sample of its items.</summary>
/// <param name="Items">Items of the plan.</param>
/// <param name="Bad">What can be no item, by name or header.</param>
/// <param name="Shards">Shards of the plan.</param>
/// <param name="Sampled">Items coded for the estimate.</param>
/// <param name="TensorBytes">Bytes of all tensors in memory.</param>
/// <param name="CodedBytes">Bytes that the dataset would take.</param>
/// <param name="Seconds">Seconds that coding would take with the given jobs.</param>
public sealed record BatchEstimate(long Items, int Bad, int Shards, int Sampled, long TensorBytes, long CodedBytes, double Seconds)
{
    // Enough that items of one kind, which differ by tens of percent, average out to a few.
    private const int SampleOfKind = 12;

    /// <summary>Codes some items of each kind, evenly spread, into a temporary folder that goes again.</summary>
    /// <exception cref="ArgumentException">Options out of range.</exception>
    /// <exception cref="IOException">An input is missing.</exception>
    public static BatchEstimate Make(BatchOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        BatchPlan plan = BatchPlan.Make(options, cancellation);
        string folder = Directory.CreateTempSubdirectory("videofeat-estimate-").FullName;
        try
        {
            (double coded, double seconds, int sampled) = (0, 0, 0);
            foreach (IGrouping<IReadOnlyList<Packing.TensorSpec>, PlannedItem> kind in plan.Of(options.Part).SelectMany(s => s.Items).GroupBy(i => i.Tensors))
            {
                PlannedItem[] all = [.. kind];
                int count = Math.Min(all.Length, SampleOfKind);
                var shard = new PlannedShard(0, [.. Enumerable.Range(0, count).Select(i => all[(int)((long)i * all.Length / count)])]);

                // The first item pays for what is loaded and compiled once.
                ShardEncoder.Run(new PlannedShard(0, [shard.Items[0]]), options with { Output = folder }, (_, _) => { }, cancellation);
                var clock = Stopwatch.StartNew();
                JournalShard result = ShardEncoder.Run(shard, options with { Output = folder }, (_, _) => { }, cancellation);
                double share = (double)all.Sum(i => i.TensorBytes) / shard.TensorBytes;
                coded += share * result.Items.Sum(i => i.Bytes);
                seconds += share * clock.Elapsed.TotalSeconds;
                sampled += count;
            }

            IReadOnlyList<PlannedShard> mine = plan.Of(options.Part);
            return new BatchEstimate(
                mine.Sum(s => (long)s.Items.Count), plan.Bad.Count, mine.Count, sampled, mine.Sum(s => s.TensorBytes), (long)coded, seconds / Math.Min(options.Jobs, Math.Max(1, mine.Count)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
