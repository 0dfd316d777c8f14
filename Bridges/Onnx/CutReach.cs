namespace VideoFeat.Bridges.Onnx;

/// <summary>What must be computed for some tensors when others are given: a walk backwards through the graph.</summary>
/// <param name="Nodes">For each node of the graph, whether it is needed.</param>
/// <param name="Values">For each value of the graph, whether it is read or wanted.</param>
internal sealed record CutReach(bool[] Nodes, bool[] Values)
{
    /// <summary>Walks from <paramref name="wanted"/> to inputs and weights, and no further than <paramref name="given"/>.</summary>
    public static CutReach Back(OnnxGraph graph, IEnumerable<int> wanted, IReadOnlySet<int> given)
    {
        var nodes = new bool[graph.Nodes.Length];
        var values = new bool[graph.Values.Length];
        var open = new Stack<int>(wanted);
        while (open.TryPop(out int id))
        {
            if (values[id])
            {
                continue;
            }

            values[id] = true;
            int producer = graph.Values[id].Producer;
            if (producer < 0 || given.Contains(id) || nodes[producer])
            {
                continue;
            }

            nodes[producer] = true;
            foreach (int read in graph.Nodes[producer].Reads)
            {
                open.Push(read);
            }
        }

        return new CutReach(nodes, values);
    }
}
