using Microsoft.ML.OnnxRuntime.Tensors;
using VideoFeat.Bridges.Files.Arrays;
using VideoFeat.Bridges.Onnx.Schema;
using VideoFeat.Packing;

namespace VideoFeat.Bridges.Onnx;

/// <summary>Finds the shapes at every clean cut: by ONNX Runtime's shape inference, and where that is not enough by one run with those tensors exposed.</summary>
internal sealed class CutSurvey
{
    /// <summary>64 Mi: 3 channels of 4608x4608.</summary>
    private const long MostInputElements = 1 << 26;

    private readonly OnnxGraph _graph;
    private readonly Dictionary<string, IReadOnlyList<long>> _shapes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TensorElementType> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double> _zeros = new(StringComparer.Ordinal);

    private CutSurvey(OnnxGraph graph)
    {
        _graph = graph;
        foreach (TensorProto weight in graph.Model.Graph.Initializer)
        {
            _shapes[weight.Name] = weight.Dims;
        }
    }

    public static CutList Run(OnnxGraph graph, CutListOptions options, ReadOnlySpan<NetworkTensor> inputs)
    {
        options.Validate();
        int[] needed = CutFrontier.Needed(graph);
        List<Frontier> frontiers = CutFrontier.Sweep(graph, needed, options.MaxTensors);
        string[] candidates = [.. frontiers.SelectMany(f => f.ValueIds).Distinct().Select(id => graph.Values[id].Name)];
        var survey = new CutSurvey(graph);
        survey.Measure(candidates, options, inputs);
        return survey.List(frontiers, needed);
    }

    private void Measure(string[] candidates, CutListOptions options, ReadOnlySpan<NetworkTensor> inputs)
    {
        string[] exposed = [.. candidates.Concat(_graph.Nodes.SelectMany(n => MacCount.Operands(n.Proto)))
            .Where(name => _graph.IdOf(name) is >= 0 and int id && _graph.Values[id].Source == ValueSource.Node)
            .Distinct(StringComparer.Ordinal)];
        var declared = inputs.ToArray().ToDictionary(t => t.Name, t => t.Dimensions, StringComparer.Ordinal);
        ModelProto model = Expose(exposed, options.InputShapes, declared);
        using NetworkSession session = NetworkSession.Open(
            model, _graph, new SplitModelOptions { Optimization = OptimizationLevel.None }, "whole network", numbersOnly: false);
        foreach (NetworkPort port in session.Inputs.Concat(session.Outputs))
        {
            _shapes.TryAdd(port.Name, port.Dimensions);
            _types.TryAdd(port.Name, port.Type);
        }

        // A scalar is never a candidate worth having, so no dimensions means: rank not known.
        var open = session.Outputs.Where(p => exposed.Contains(p.Name) && (p.Dimensions.Count == 0 || p.Dimensions.Any(d => d < 0))).Select(p => p.Name);
        if (inputs.Length > 0)
        {
            _ = NetworkInputs.Check(session.Inputs, inputs, "The network");
            Look(session.Run(inputs, [.. candidates.Concat(open).Distinct().Where(_types.ContainsKey)], default), countZeros: true);
        }
        else if (open.Any() && session.Inputs.All(p => p.Dimensions.Count > 0 && p.Dimensions.All(d => d >= 0)))
        {
            try
            {
                Look(session.Run([.. session.Inputs.Select(Zeros)], [.. open], default), countZeros: false);
            }
            catch (InvalidOperationException)
            {
                // A network may refuse zeros (an index, a divisor); then the shapes stay open, which the list shows.
            }
        }
    }

    private void Look(NetworkTensor[] results, bool countZeros)
    {
        foreach (NetworkTensor result in results)
        {
            using (result)
            {
                _shapes[result.Name] = result.Dimensions;
                if (countZeros && ElementTypeMap.ToFeature(result.Type) is not null && result.Memory.Length > 0)
                {
                    _zeros[result.Name] = CountZeros(result) / (double)NetworkTensor.Product([.. result.Dimensions]);
                }
            }
        }
    }

    private CutList List(List<Frontier> frontiers, int[] needed)
    {
        long?[] before = new long?[needed.Length + 1];
        before[0] = 0;
        for (int i = 0; i < needed.Length; i++)
        {
            before[i + 1] = before[i] + MacCount.Of(_graph.Nodes[needed[i]].Proto, name => _shapes.GetValueOrDefault(name));
        }

        long? total = before[^1];
        IEnumerable<CutPoint> points = frontiers
            .Where(f => f.ValueIds.All(id => _types.TryGetValue(_graph.Values[id].Name, out TensorElementType type) && ElementTypeMap.ToFeature(type) is not null))
            .Select(f => new CutPoint([.. f.ValueIds.Select(Tensor)], before[f.Position], total > 0 ? (double?)before[f.Position] / total : null));
        return new CutList(WithoutNeedless([.. points]), total);
    }

    /// <summary>Drops a set where one tensor less does as much work before the cut: the back half makes that tensor from the others at no cost.</summary>
    private static List<CutPoint> WithoutNeedless(List<CutPoint> points)
    {
        var known = points.Select(p => (p.FrontMacs, string.Join('\n', p.Names))).ToHashSet();
        return points.FindAll(p => p.FrontMacs is null || !p.Names.Any(name => known.Contains((p.FrontMacs, string.Join('\n', p.Names.Where(n => n != name))))));
    }

    private CutTensor Tensor(int id)
    {
        OnnxValue value = _graph.Values[id];
        IReadOnlyList<long> shape = _shapes.GetValueOrDefault(value.Name) is { Count: > 0 } known ? known : [-1];
        return new CutTensor(
            value.Name, _graph.Nodes[value.Producer].Proto.OpType, _types[value.Name], shape, _zeros.TryGetValue(value.Name, out double zeros) ? zeros : null);
    }

    /// <summary>The whole network with fixed input shapes and more outputs.</summary>
    private ModelProto Expose(
        string[] exposed, IReadOnlyDictionary<string, IReadOnlyList<long>> asked, Dictionary<string, IReadOnlyList<long>> given)
    {
        CutReach reach = CutReach.Back(_graph, exposed.Select(_graph.IdOf).Concat(_graph.OutputIds).Concat(_graph.InputIds), new HashSet<int>());
        var outputs = _graph.Outputs.ToHashSet(StringComparer.Ordinal);
        ModelProto model = ModelHalf.Build(
            _graph, reach, "survey", [], _graph.Model.Graph.Output.Concat(exposed.Where(e => !outputs.Contains(e)).Select(e => new ValueInfoProto { Name = e })));
        model.Graph.ValueInfo.Clear();
        for (int i = 0; i < model.Graph.Input.Count; i++)
        {
            ValueInfoProto input = model.Graph.Input[i].Clone();
            model.Graph.Input[i] = input;
            TensorShapeProto? shape = input.Type?.TensorType?.Shape;
            IReadOnlyList<long>? sizes = given.GetValueOrDefault(input.Name) ?? asked.GetValueOrDefault(input.Name);
            if (shape is null || _graph.Values[_graph.IdOf(input.Name)].Source == ValueSource.Weight)
            {
                continue;
            }

            if (sizes is not null && sizes.Count != shape.Dim.Count)
            {
                throw new ArgumentException($"The input {Printable.Quoted(input.Name)} has {shape.Dim.Count} dimensions; the shape given is {NetworkPort.Shape(sizes)}.");
            }

            for (int axis = 0; axis < shape.Dim.Count; axis++)
            {
                TensorShapeProto.Types.Dimension dimension = shape.Dim[axis];
                if (!dimension.HasDimValue && (sizes is not null || axis == 0))
                {
                    dimension.DimValue = sizes is null ? 1 : sizes[axis];
                }
            }
        }

        return model;
    }

    private static NetworkTensor Zeros(NetworkPort port)
    {
        long elements = NetworkTensor.Product([.. port.Dimensions]);
        if (elements > MostInputElements)
        {
            throw new ArgumentException($"The input {Printable.Quoted(port.Name)} is {NetworkPort.Shape(port.Dimensions)}, more than the {MostInputElements} elements that a survey fills with zeros; give smaller input shapes.");
        }

        return NetworkTensor.Take(port.Name, port.Type, [.. port.Dimensions], new byte[elements * ElementTypeMap.Size(port.Type)], owner: null);
    }

    private static int CountZeros(NetworkTensor tensor) => tensor.Type switch
    {
        TensorElementType.Float => tensor.Elements<float>().Count(0f),
        TensorElementType.Float16 => tensor.Elements<Half>().Count((Half)0f),
        TensorElementType.BFloat16 => System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ushort>(tensor.Memory.Span).Count((ushort)0),
        _ => tensor.Memory.Span.Count((byte)0),
    };
}
