using VideoFeat.Bridges.Files.Arrays;

namespace VideoFeat.Bridges.Onnx;

/// <summary>Finds what goes round a cut: tensors that the back half reads, that the cut does not carry, and that come from the front.</summary>
internal static class CutLeaks
{
    private const int MostNamed = 8;

    public static void ThrowIfAny(OnnxGraph graph, HashSet<int> cut, CutReach front, CutReach back)
    {
        foreach (int id in cut.Where(id => !back.Values[id]))
        {
            string name = graph.Values[id].Name;
            throw ModelCut.Refuse(graph, cut.Count > 1 && CutReach.Back(graph, graph.OutputIds, new HashSet<int>()).Values[id]
                ? $"the back half never reads {Printable.Quoted(name)} when {Names(graph, cut.Where(c => c != id))} {(cut.Count > 2 ? "are" : "is")} cut too: leave it out"
                : $"no output of the network depends on {Printable.Quoted(name)}");
        }

        // Front: needs the network's input, or draws again what the front half drew. Cut: depends on a cut tensor.
        bool[] fromFront = new bool[graph.Values.Length];
        bool[] fromCut = new bool[graph.Values.Length];
        var around = new Dictionary<int, string>();
        foreach (int id in graph.InputIds)
        {
            fromFront[id] = true;
        }

        foreach (int id in cut)
        {
            fromCut[id] = true;
        }

        for (int i = 0; i < graph.Nodes.Length; i++)
        {
            if (!back.Nodes[i])
            {
                continue;
            }

            OnnxNode node = graph.Nodes[i];
            bool reads = Array.Exists(node.Reads, r => fromCut[r]);
            bool leaks = (node.IsRandom && front.Nodes[i]) || Array.Exists(node.Reads, r => fromFront[r] && !cut.Contains(r));
            foreach (int read in node.Reads.Where(r => reads && fromFront[r] && !fromCut[r]))
            {
                around.TryAdd(read, $"into {node.Label}");
            }

            foreach (int written in node.Writes.Where(w => !cut.Contains(w)))
            {
                fromCut[written] = reads;
                fromFront[written] = leaks;
            }
        }

        foreach (int id in graph.OutputIds.Where(o => fromFront[o] && !fromCut[o]))
        {
            around.TryAdd(id, "an output of the network");
        }

        if (around.Count > 0)
        {
            throw Unclean(graph, cut, around);
        }
    }

    private static CutException Unclean(OnnxGraph graph, HashSet<int> cut, Dictionary<int, string> around)
    {
        int[] ids = [.. around.Keys.Order()];
        string list = string.Join(", ", ids.Take(MostNamed).Select(id => $"{Printable.Quoted(graph.Values[id].Name)} ({Kind(graph, id)}{around[id]})"));
        string more = ids.Length > MostNamed ? $" and {ids.Length - MostNamed} more" : "";
        bool canJoin = ids.Length <= MostNamed && ids.All(id => graph.Values[id] is { Source: ValueSource.Node, IsOutput: false });
        string together = canJoin ? $" Cut at {Names(graph, cut.Concat(ids))} together{Nearest(graph, cut, " or at ")}." : Nearest(graph, cut, " Cut at ", ".");
        return new CutException(
            $"{graph.Source}: the cut at {Names(graph, cut)} is not clean: {list}{more} {(ids.Length == 1 ? "goes" : "go")} round it.{together}",
            [.. ids.Select(id => graph.Values[id].Name)]);
    }

    private static string Kind(OnnxGraph graph, int id) => graph.Values[id].Source == ValueSource.Input ? "the network's input, " : "";

    /// <summary>The clean single cuts next to the one asked for, before and after.</summary>
    private static string Nearest(OnnxGraph graph, HashSet<int> cut, string before, string after = "")
    {
        int[] clean = [.. CutFrontier.Sweep(graph, CutFrontier.Needed(graph), maxTensors: 1).Select(f => f.ValueIds[0])];
        int first = cut.Min(id => graph.Values[id].Producer);
        int last = cut.Max(id => graph.Values[id].Producer);
        var near = new List<string>();
        near.AddRange(clean.Where(id => graph.Values[id].Producer < first).TakeLast(1).Select(id => $"{Printable.Quoted(graph.Values[id].Name)}"));
        near.AddRange(clean.Where(id => graph.Values[id].Producer > last).Take(1).Select(id => $"{Printable.Quoted(graph.Values[id].Name)}"));
        return near.Count == 0 ? "" : before + string.Join(" or ", near) + after;
    }

    private static string Names(OnnxGraph graph, IEnumerable<int> ids) => string.Join(" + ", ids.Select(id => $"{Printable.Quoted(graph.Values[id].Name)}"));
}
