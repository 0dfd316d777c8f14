using VideoFeat.Bridges.Files.Arrays;
using VideoFeat.Bridges.Onnx.Schema;
using VideoFeat.Packing;

namespace VideoFeat.Bridges.Onnx;

/// <summary>Numbers the values and nodes of a graph and checks them: names once, no use without a definition, no cycle.</summary>
internal sealed class GraphIndex
{
    private readonly string _source;

    public GraphIndex(GraphProto graph, string source)
    {
        _source = source;
        var values = new List<OnnxValue>();
        foreach (string name in graph.Initializer.Select(t => t.Name).Concat(graph.SparseInitializer.Select(t => t.Values?.Name ?? "")))
        {
            Define(values, name, ValueSource.Weight, "weight");
        }

        var inputs = new List<int>();
        foreach (ValueInfoProto input in graph.Input)
        {
            // Before IR version 4 every weight was listed as an input too.
            if (!ValueIds.TryGetValue(input.Name, out int id) || values[id].Source != ValueSource.Weight)
            {
                inputs.Add(Define(values, input.Name, ValueSource.Input, "input"));
            }
        }

        foreach (NodeProto node in graph.Node)
        {
            foreach (string name in node.Output.Where(n => n.Length > 0))
            {
                Define(values, name, ValueSource.Node, "output of a node");
            }
        }

        Values = [.. values];
        InputIds = [.. inputs];
        Nodes = Sort([.. graph.Node.Select(Number)]);
        OutputIds = [.. graph.Output.Select(o => Find(o.Name, "the graph's outputs"))];
        if (OutputIds.Length == 0)
        {
            throw new FeatureFormatException($"{source}: the graph has no output.");
        }

        foreach (int id in OutputIds)
        {
            Values[id].IsOutput = true;
        }

        for (int i = 0; i < Nodes.Length; i++)
        {
            OnnxNode node = Nodes[i];
            node.Varies = node.IsRandom || Array.Exists(node.Reads, r => Values[r].Varies);
            foreach (int written in node.Writes)
            {
                Values[written].Producer = i;
                Values[written].Varies = node.Varies;
            }
        }
    }

    public Dictionary<string, int> ValueIds { get; } = new(StringComparer.Ordinal);

    public OnnxValue[] Values { get; }

    public OnnxNode[] Nodes { get; }

    public int[] InputIds { get; }

    public int[] OutputIds { get; }

    private int Define(List<OnnxValue> values, string name, ValueSource source, string what)
    {
        if (name.Length == 0)
        {
            throw new FeatureFormatException($"{_source}: {(what[0] is 'i' or 'o' ? "an" : "a")} {what} has no name.");
        }

        if (!ValueIds.TryAdd(name, values.Count))
        {
            throw new FeatureFormatException($"{_source}: the tensor {Printable.Quoted(name)} is defined twice.");
        }

        values.Add(new OnnxValue(name, source));
        return values.Count - 1;
    }

    private int Find(string name, string reader) => ValueIds.TryGetValue(name, out int id)
        ? id
        : throw new FeatureFormatException($"{_source}: {Printable.Quoted(name)}, read by {reader}, is defined nowhere.");

    private OnnxNode Number(NodeProto proto)
    {
        var reads = new List<int>();
        foreach (string name in proto.Input.Where(n => n.Length > 0).Concat(Branches.Captures(proto)).Distinct(StringComparer.Ordinal))
        {
            reads.Add(Find(name, OnnxNode.LabelOf(proto)));
        }

        return new OnnxNode(proto, [.. reads], [.. proto.Output.Where(n => n.Length > 0).Select(n => ValueIds[n])]) { IsRandom = Branches.DrawsRandom(proto) };
    }

    /// <summary>Kahn's algorithm that keeps the file's order wherever it is a right one.</summary>
    private OnnxNode[] Sort(OnnxNode[] nodes)
    {
        int[] producer = new int[Values.Length];
        Array.Fill(producer, -1);
        for (int i = 0; i < nodes.Length; i++)
        {
            foreach (int written in nodes[i].Writes)
            {
                producer[written] = i;
            }
        }

        var waiting = new int[nodes.Length];
        var readers = new List<int>?[nodes.Length];
        for (int i = 0; i < nodes.Length; i++)
        {
            foreach (int p in nodes[i].Reads.Select(r => producer[r]).Where(p => p >= 0))
            {
                (readers[p] ??= []).Add(i);
                waiting[i]++;
            }
        }

        var ready = new PriorityQueue<int, int>(Enumerable.Range(0, nodes.Length).Where(i => waiting[i] == 0).Select(i => (i, i)));
        var sorted = new List<OnnxNode>(nodes.Length);
        while (ready.TryDequeue(out int i, out _))
        {
            sorted.Add(nodes[i]);
            foreach (int reader in readers[i] ?? [])
            {
                if (--waiting[reader] == 0)
                {
                    ready.Enqueue(reader, reader);
                }
            }
        }

        if (sorted.Count < nodes.Length)
        {
            throw new FeatureFormatException($"{_source}: the graph has a cycle through {nodes[Array.FindIndex(waiting, w => w > 0)].Label}.");
        }

        return [.. sorted];
    }
}
