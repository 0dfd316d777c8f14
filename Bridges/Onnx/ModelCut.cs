using System.Text;
using VideoFeat.Bridges.Files.Arrays;
using VideoFeat.Bridges.Onnx.Schema;
using VideoFeat.Packing;

namespace VideoFeat.Bridges.Onnx;

/// <summary>A network cut in two at one tensor or at a set of them: the front half computes them, the back half starts from nothing else.</summary>
/// <remarks>Weights and constants go to the halves that need them, some to both. Operator sets, functions and metadata go to both.</remarks>
public sealed class ModelCut
{
    private readonly CutReach _front;
    private readonly CutReach _back;

    private ModelCut(OnnxGraph graph, string[] tensors, CutReach front, CutReach back)
    {
        Graph = graph;
        Tensors = tensors;
        _front = front;
        _back = back;
    }

    /// <summary>The cut tensors, in the order asked for.</summary>
    public IReadOnlyList<string> Tensors { get; }

    /// <summary>Nodes of the front half; constants that both halves need count in both.</summary>
    public int FrontNodes => _front.Nodes.Count(n => n);

    /// <summary>Nodes of the back half.</summary>
    public int BackNodes => _back.Nodes.Count(n => n);

    internal OnnxGraph Graph { get; }

    /// <summary>Cuts <paramref name="graph"/> at <paramref name="tensors"/>, or says why not.</summary>
    /// <exception cref="CutException">No such tensor (with near misses), an input, output or constant, or something goes round the cut.</exception>
    public static ModelCut At(OnnxGraph graph, params IReadOnlyList<string> tensors)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(tensors);
        if (tensors.Count is < 1 or > 255)
        {
            throw Refuse(graph, $"a cut takes 1 to 255 tensors; got {tensors.Count}");
        }

        var cut = new HashSet<int>();
        foreach (string name in tensors)
        {
            if (!cut.Add(Checked(graph, name)))
            {
                throw Refuse(graph, $"the tensor {Printable.Quoted(name)} is named twice");
            }
        }

        CutReach front = CutReach.Back(graph, cut, new HashSet<int>());
        CutReach back = CutReach.Back(graph, graph.OutputIds, cut);
        CutLeaks.ThrowIfAny(graph, cut, front, back);
        return new ModelCut(graph, [.. tensors], front, back);
    }

    /// <summary>Names of every tensor that is a clean cut by itself, from the input to the output. No network is run.</summary>
    public static IReadOnlyList<string> SingleTensors(OnnxGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return [.. CutFrontier.Sweep(graph, CutFrontier.Needed(graph), maxTensors: 1).Select(f => graph.Values[f.ValueIds[0]].Name)];
    }

    /// <summary>Every clean cut with its shapes and cost. Loads the network once; runs it at most once.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="options">What to look at; null takes the defaults.</param>
    /// <param name="inputs">An input to run the network on, for the share of zeros; none leaves that out.</param>
    /// <exception cref="FeatureFormatException">ONNX Runtime refuses the model.</exception>
    /// <exception cref="ArgumentException">The inputs or input shapes are not what the network takes.</exception>
    public static CutList List(OnnxGraph graph, CutListOptions? options = null, params ReadOnlySpan<NetworkTensor> inputs)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return CutSurvey.Run(graph, options ?? new CutListOptions(), inputs);
    }

    /// <summary>The half from the network's inputs to the cut.</summary>
    /// <param name="cut">The cut tensors' types and shapes, to be declared; null leaves it to the runtime to infer them.</param>
    internal ModelProto Front(IReadOnlyList<NetworkPort>? cut = null) => ModelHalf.Build(
        Graph, _front, "front", inputs: [], outputs: cut?.Select(Declare) ?? Tensors.Select(name => new ValueInfoProto { Name = name }));

    /// <summary>The half from the cut to the network's outputs.</summary>
    /// <param name="cut">The cut tensors as the front half declares them, in their order: most files do not state their types.</param>
    internal ModelProto Back(IReadOnlyList<NetworkPort> cut) =>
        ModelHalf.Build(Graph, _back, "back", inputs: cut.Select(Declare), outputs: Graph.Model.Graph.Output);

    internal static CutException Refuse(OnnxGraph graph, string reason, IReadOnlyList<string>? around = null) =>
        new($"{graph.Source}: {reason}.", around ?? []);

    private static ValueInfoProto Declare(NetworkPort port)
    {
        var tensor = new TypeProto.Types.Tensor { ElemType = (int)port.Type };
        if (port.Dimensions.Count > 0)
        {
            tensor.Shape = new TensorShapeProto();
            tensor.Shape.Dim.AddRange(port.Dimensions.Select(d => d < 0 ? new() : new TensorShapeProto.Types.Dimension { DimValue = d }));
        }

        return new ValueInfoProto { Name = port.Name, Type = new TypeProto { TensorType = tensor } };
    }

    private static int Checked(OnnxGraph graph, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        int id = graph.IdOf(name);
        if (id < 0)
        {
            throw Branches.Holder(graph, name) is OnnxNode holder
                ? Refuse(graph, $"{Printable.Quoted(name)} is made inside {holder.Label}; only tensors of the main graph can be cut")
                : new CutException($"{graph.Source}: it has no tensor {Printable.Quoted(name)}.{NearMiss.Suggest(name, graph.Values.Where(v => v.Source == ValueSource.Node).Select(v => v.Name))}", []);
        }

        OnnxValue value = graph.Values[id];
        return value switch
        {
            { Source: ValueSource.Input } => throw Refuse(graph, $"{Printable.Quoted(name)} is the network's input: nothing would be left before the cut"),
            { IsOutput: true } => throw Refuse(graph, $"{Printable.Quoted(name)} is an output of the network: it is already at the end, and needs no cut"),
            { Source: ValueSource.Weight } => throw Refuse(graph, $"{Printable.Quoted(name)} is a weight, the same for every input"),
            { Varies: false } => throw Refuse(graph, $"{Printable.Quoted(name)} is a constant: it does not depend on the network's input"),
            _ when Encoding.UTF8.GetByteCount(name) > 255 => throw Refuse(graph, $"the name {Printable.Quoted(name)} has more than 255 bytes, the most a feature set carries"),
            _ => id,
        };
    }
}
