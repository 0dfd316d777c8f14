namespace VideoFeat.Bridges.Onnx;

/// <summary>A clean cut found by the sweep.</summary>
/// <param name="ValueIds">The tensors that carry everything across, in the graph's order.</param>
/// <param name="Position">How many of <see cref="CutFrontier.Needed"/>'s nodes stand before the cut.</param>
internal sealed record Frontier(int[] ValueIds, int Position);

/// <summary>Every clean cut, in one sweep over the nodes.</summary>
/// <remarks>
/// Take the nodes that lie between the inputs and the outputs, in topological order, and look at each gap between two of them: the
/// tensors made before it and read after it are its frontier, and cutting all of them is clean. A single tensor is a clean cut exactly
/// where a frontier holds nothing else, and then in every topological order alike: each other needed node is an ancestor or a descendant of it.
/// Sets of tensors do depend on the order; those of the file's own order are found, which is how exporters leave pyramids together.
/// </remarks>
internal static class CutFrontier
{
    /// <summary>Nodes between inputs and outputs, by number, in topological order.</summary>
    public static int[] Needed(OnnxGraph graph)
    {
        CutReach reach = CutReach.Back(graph, graph.OutputIds, new HashSet<int>());
        return [.. Enumerable.Range(0, graph.Nodes.Length).Where(i => reach.Nodes[i] && graph.Nodes[i].Varies)];
    }

    /// <summary>Clean cuts of at most <paramref name="maxTensors"/> tensors, none of them an input or output of the network.</summary>
    public static List<Frontier> Sweep(OnnxGraph graph, int[] needed, int maxTensors)
    {
        int[] lastReader = new int[graph.Values.Length];
        Array.Fill(lastReader, -1);
        for (int position = 0; position < needed.Length; position++)
        {
            foreach (int read in graph.Nodes[needed[position]].Reads)
            {
                lastReader[read] = position;
            }
        }

        foreach (int output in graph.OutputIds)
        {
            lastReader[output] = int.MaxValue;
        }

        // Live inputs and outputs are counted apart: no cut is clean while one of them crosses.
        var live = new SortedSet<int>();
        int ends = graph.InputIds.Count(i => lastReader[i] >= 0);
        var found = new List<Frontier>();
        for (int position = 0; position < needed.Length; position++)
        {
            OnnxNode node = graph.Nodes[needed[position]];
            foreach (int read in node.Reads.Where(r => lastReader[r] == position && graph.Values[r].Varies))
            {
                _ = live.Remove(read) || ends-- > 0;
            }

            foreach (int written in node.Writes.Where(w => lastReader[w] > position))
            {
                _ = graph.Values[written].IsOutput ? ends++ >= 0 : live.Add(written);
            }

            if (ends == 0 && live.Count > 0 && live.Count <= maxTensors)
            {
                found.Add(new Frontier([.. live], position + 1));
            }
        }

        return found;
    }
}
