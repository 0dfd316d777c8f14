using VideoFeat.Bridges.Onnx.Schema;

namespace VideoFeat.Bridges.Onnx;

/// <summary>What the graphs inside a node (the branches of If, the bodies of Loop and Scan) take from the graph around it.</summary>
/// <remarks>Recursion is safe: the protobuf reader refuses messages nested more than 100 deep.</remarks>
internal static class Branches
{
    /// <summary>The graphs that the node's attributes hold.</summary>
    public static IEnumerable<GraphProto> Of(NodeProto node)
    {
        foreach (AttributeProto attribute in node.Attribute)
        {
            if (attribute.G is not null)
            {
                yield return attribute.G;
            }

            foreach (GraphProto graph in attribute.Graphs)
            {
                yield return graph;
            }
        }
    }

    /// <summary>Names that the node's graphs read and do not define themselves; a name may come more than once.</summary>
    public static IEnumerable<string> Captures(NodeProto node)
    {
        foreach (GraphProto graph in Of(node))
        {
            var own = Names(graph).ToHashSet(StringComparer.Ordinal);
            IEnumerable<string> read = graph.Node.SelectMany(n => n.Input.Concat(Captures(n))).Concat(graph.Output.Select(o => o.Name));
            foreach (string name in read)
            {
                if (name.Length > 0 && !own.Contains(name))
                {
                    yield return name;
                }
            }
        }
    }

    /// <summary>The node in whose graphs a tensor of that name is made, or null.</summary>
    public static OnnxNode? Holder(OnnxGraph graph, string name) => Array.Find(graph.Nodes, n => Defines(n.Proto, name));

    /// <summary>True where the node, or one within its graphs, draws random numbers.</summary>
    public static bool DrawsRandom(NodeProto node) =>
        (node.Domain is "" or "ai.onnx" && node.OpType is "RandomNormal" or "RandomNormalLike" or "RandomUniform" or "RandomUniformLike" or "Multinomial" or "Bernoulli")
        || Of(node).Any(g => g.Node.Any(DrawsRandom));

    private static bool Defines(NodeProto node, string name) =>
        Of(node).Any(g => g.Node.Any(n => n.Output.Contains(name) || Defines(n, name)));

    private static IEnumerable<string> Names(GraphProto graph) => graph.Input.Select(i => i.Name)
        .Concat(graph.Initializer.Select(t => t.Name))
        .Concat(graph.SparseInitializer.Select(t => t.Values?.Name ?? ""))
        .Concat(graph.Node.SelectMany(n => n.Output));
}
