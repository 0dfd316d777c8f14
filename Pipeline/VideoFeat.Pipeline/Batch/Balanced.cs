using VideoFeat.Bridges.Datasets;

namespace VideoFeat.Batch;

/// <summary>Work shared out between parts, the same for every part that asks.</summary>
internal static class Balanced
{
    /// <summary>The share of one part, in the work's order: the heaviest piece left goes to the part that has least, the first of equals first.</summary>
    public static IEnumerable<T> Share<T>(IReadOnlyList<T> work, Func<T, long> weight, DatasetPart part)
    {
        var load = new PriorityQueue<int, (long, int)>(Enumerable.Range(0, part.Count).Select(i => (i, (0L, i))));
        var mine = new List<int>();
        foreach (int piece in Enumerable.Range(0, work.Count).OrderByDescending(i => weight(work[i])).ThenBy(i => i))
        {
            _ = load.TryDequeue(out int taker, out (long Bytes, int) has);
            load.Enqueue(taker, (has.Bytes + weight(work[piece]), taker));
            if (taker == part.Index)
            {
                mine.Add(piece);
            }
        }

        return mine.Order().Select(i => work[i]);
    }
}
