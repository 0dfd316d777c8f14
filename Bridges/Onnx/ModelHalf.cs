using VideoFeat.Bridges.Onnx.Schema;

namespace VideoFeat.Bridges.Onnx;

/// <summary>Builds one half of a network as a model of its own.</summary>
internal static class ModelHalf
{
    /// <summary>The nodes in <paramref name="reach"/> with what they need. Weights are shared with the whole model, not copied.</summary>
    /// <param name="graph">The whole network.</param>
    /// <param name="reach">Nodes and values of the half.</param>
    /// <param name="name">What the half is called after the graph's name.</param>
    /// <param name="inputs">Inputs instead of the network's own; the network's own that are needed come first.</param>
    /// <param name="outputs">Outputs.</param>
    public static ModelProto Build(
        OnnxGraph graph, CutReach reach, string name, IEnumerable<ValueInfoProto> inputs, IEnumerable<ValueInfoProto> outputs)
    {
        GraphProto whole = graph.Model.Graph;
        ModelProto half = Shell(graph.Model);
        GraphProto part = half.Graph;
        part.Name = $"{(whole.Name.Length == 0 ? "graph" : whole.Name)}/{name}";
        part.Node.AddRange(Enumerable.Range(0, graph.Nodes.Length).Where(i => reach.Nodes[i]).Select(i => graph.Nodes[i].Proto));
        part.Initializer.AddRange(whole.Initializer.Where(t => Has(t.Name)));
        part.SparseInitializer.AddRange(whole.SparseInitializer.Where(t => Has(t.Values.Name)));
        part.QuantizationAnnotation.AddRange(whole.QuantizationAnnotation.Where(a => Has(a.TensorName)));
        part.Input.AddRange(whole.Input.Where(i => Has(i.Name)));
        part.Input.AddRange(inputs);
        part.Output.AddRange(outputs);
        var ends = part.Input.Concat(part.Output).Select(v => v.Name).ToHashSet(StringComparer.Ordinal);
        part.ValueInfo.AddRange(whole.ValueInfo.Where(v => Has(v.Name) && !ends.Contains(v.Name)));
        return half;

        bool Has(string value) => graph.IdOf(value) is >= 0 and int id && reach.Values[id];
    }

    /// <summary>The model without nodes, weights, inputs and outputs: what it says of itself stays, fields unknown here included.</summary>
    public static ModelProto Shell(ModelProto model)
    {
        ModelProto shell = model.Clone();
        shell.Graph.Node.Clear();
        shell.Graph.Initializer.Clear();
        shell.Graph.SparseInitializer.Clear();
        shell.Graph.QuantizationAnnotation.Clear();
        shell.Graph.Input.Clear();
        shell.Graph.Output.Clear();
        shell.Graph.ValueInfo.Clear();
        return shell;
    }
}
