using VideoFeat.Comparison.Coders;
using VideoFeat.Comparison.Planning;
using VideoFeat.Comparison.Results;
using VideoFeat.Comparison.Running;

namespace VideoFeat.Tuning;

/// <summary>The items of one half, in memory until disposed.</summary>
internal sealed class TuningHalf : IDisposable
{
    private readonly List<IReadOnlyList<SourceSet>> _sets = [];
    private readonly List<ItemEntry> _entries = [];
    private readonly ComparisonNetwork? _network;

    public TuningHalf(IReadOnlyList<ItemSource> items, ComparisonNetwork? network, bool heldOut, CancellationToken cancellation)
    {
        _network = network;
        HeldOut = heldOut;
        foreach (ItemSource item in items)
        {
            cancellation.ThrowIfCancellationRequested();
            _sets.Add(item.Load(cancellation));
            _entries.Add(LoadedItem.Describe(item, _sets[^1], network));
        }
    }

    public bool HeldOut { get; }

    /// <summary>All items through one coder, on every core.</summary>
    public async Task<PooledRow> RowAsync(string codec, string point, BridgeCoder coder, int seed, CancellationToken cancellation)
    {
        int jobs = Environment.ProcessorCount;
        var planned = new PlannedPoint(codec, new ComparedPoint(point, []), coder, null, false);
        var run = new CellRun(_network, jobs);
        var cells = new CellEntry[_entries.Count];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, cells.Length),
            new ParallelOptions { MaxDegreeOfParallelism = jobs, CancellationToken = cancellation },
            async (i, stop) => cells[i] = await run.RunAsync("", _entries[i], _sets[i], planned, false, stop).ConfigureAwait(false)).ConfigureAwait(false);
        return new Pooling(_entries, _network, seed).Row(planned, cells);
    }

    public void Dispose()
    {
        foreach (SourceSet set in _sets.SelectMany(s => s))
        {
            set.Dispose();
        }
    }
}
