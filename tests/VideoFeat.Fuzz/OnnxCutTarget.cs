using Google.Protobuf;
using Microsoft.ML.OnnxRuntime.Tensors;
using VideoFeat.Bridges.Onnx;
using VideoFeat.Bridges.Onnx.Schema;
using VideoFeat.Packing;

namespace VideoFeat.Fuzz;

/// <summary>ONNX models: every listed cut can be made, and its halves are models again; every other tensor is refused. No network is run.</summary>
internal static class OnnxCutTarget
{
    /// <summary>So many tensors of a model are tried; each takes a walk through the graph.</summary>
    private const int MostTried = 12;

    public static IReadOnlyList<string> Words { get; } = ["x", "a", "b", "c", "y", "w", "Relu", "If", "Constant", "RandomNormal", "location", "../w.bin", "0"];

    public static IEnumerable<byte[]> Seeds()
    {
        yield return Model(Node("Conv", "x w", "a"), Node("Relu", "a", "b"), Node("Add", "b a", "c"), Node("Neg", "c", "y"));
        yield return Model(Node("Relu", "x", "a"), Node("Split", "a", "b c"), Node("Constant", "", "k"), Node("Sum", "b c k", "y"));
        GraphProto branch = new() { Node = { Node("Add", "a w", "t") }, Output = { new ValueInfoProto { Name = "t" } } };
        NodeProto choice = Node("If", "b", "c");
        choice.Attribute.Add(new AttributeProto { Name = "then_branch", G = branch });
        choice.Attribute.Add(new AttributeProto { Name = "else_branch", G = branch, T = new TensorProto { Dims = { 1, 2 } } });
        yield return Model(Node("Relu", "x", "a"), Node("RandomNormalLike", "a", "b"), choice, Node("Neg", "c", "y"));
        ModelProto outside = ModelProto.Parser.ParseFrom(Model(Node("MatMul", "x w", "a"), Node("Neg", "a", "y")));
        outside.Graph.Initializer[0].DataLocation = 1;
        outside.Graph.Initializer[0].ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "w.bin" });
        outside.Functions.Add(new FunctionProto { Name = "f", Node = { Node("Neg", "p", "q") } });
        yield return outside.ToByteArray();
    }

    public static void Run(ReadOnlySpan<byte> data)
    {
        OnnxGraph graph = OnnxGraph.Parse(data);
        var clean = ModelCut.SingleTensors(graph).ToHashSet(StringComparer.Ordinal);
        foreach (string name in clean.Take(MostTried))
        {
            Halve(graph, name);
        }

        foreach (string name in graph.Nodes.SelectMany(n => n.Proto.Output).Where(n => !clean.Contains(n)).Append("relu").Take(MostTried))
        {
            Refuse(graph, name);
        }

        foreach (Frontier set in CutFrontier.Sweep(graph, CutFrontier.Needed(graph), maxTensors: 4).Take(MostTried))
        {
            Halve(graph, [.. set.ValueIds.Select(id => graph.Values[id].Name)]);
        }
    }

    private static void Halve(OnnxGraph graph, params string[] tensors)
    {
        try
        {
            ModelCut cut = ModelCut.At(graph, tensors);
            OnnxGraph front = OnnxGraph.Parse(cut.Front().ToByteArray());
            OnnxGraph back = OnnxGraph.Parse(cut.Back([.. tensors.Select(t => new NetworkPort(t, TensorElementType.Float, [-1]))]).ToByteArray());
            if (!front.Outputs.SequenceEqual(tensors) || !back.Inputs.SequenceEqual(tensors) || !back.Outputs.SequenceEqual(graph.Outputs))
            {
                throw new InvalidOperationException($"the halves at {string.Join('+', tensors)} do not fit together");
            }
        }
        catch (CutException e) when (tensors.Any(t => t.Length > 63) && e.Message.Contains("255 bytes", StringComparison.Ordinal))
        {
            // A name longer than a feature set carries is listed and refused.
        }
        catch (FeatureFormatException e)
        {
            throw new InvalidOperationException($"a half at {string.Join('+', tensors)} is no model", e);
        }
    }

    private static void Refuse(OnnxGraph graph, string name)
    {
        try
        {
            ModelCut.At(graph, name);
        }
        catch (CutException)
        {
            return;
        }

        throw new InvalidOperationException($"{name} is not listed and can be cut");
    }

    private static byte[] Model(params NodeProto[] nodes)
    {
        ModelProto model = new() { IrVersion = 8, OpsetImport = { new OperatorSetIdProto { Version = 17 } }, Graph = new GraphProto { Name = "g" } };
        model.Graph.Input.Add(new ValueInfoProto { Name = "x" });
        model.Graph.Output.Add(new ValueInfoProto { Name = "y" });
        model.Graph.Initializer.Add(new TensorProto { Name = "w", DataType = 1, Dims = { 1 }, RawData = ByteString.CopyFrom(0, 0, 0, 0) });
        model.Graph.Node.AddRange(nodes);
        return model.ToByteArray();
    }

    private static NodeProto Node(string op, string inputs, string outputs)
    {
        var node = new NodeProto { OpType = op, Name = op };
        node.Input.AddRange(inputs.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        node.Output.AddRange(outputs.Split(' '));
        return node;
    }
}
