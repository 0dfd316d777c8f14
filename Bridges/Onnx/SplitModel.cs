using VideoFeat.Bridges.Files.Arrays;
using VideoFeat.Packing;

namespace VideoFeat.Bridges.Onnx;

/// <summary>A network in two halves: <see cref="Front(FeatureTensor, CancellationToken)"/> makes features, <see cref="Back"/> goes on from them.</summary>
/// <remarks>
/// Safe for concurrent runs. Tensors are handed over without a copy, into the runtime and out of it, but for a batch through a network
/// that is fixed to one item. Both halves are in memory; the whole network only once <see cref="Whole(ReadOnlySpan{NetworkTensor}, CancellationToken)"/> was called.
/// Equality with the uncut network is to about 1e-5, not to the bit: a cut stops the runtime's fusions across it.
/// </remarks>
public sealed class SplitModel : IDisposable
{
    private readonly NetworkSession _front;
    private readonly NetworkSession _back;
    private readonly Lazy<NetworkSession> _whole;
    private readonly Lazy<byte[]> _hash;
    private readonly SplitModelOptions _options;
    private readonly string[] _cut;
    private readonly ModelCut _halves;

    private SplitModel(OnnxGraph graph, ModelCut halves, NetworkSession front, NetworkSession back, SplitModelOptions options)
    {
        Graph = graph;
        _halves = halves;
        _cut = [.. halves.Tensors];
        _front = front;
        _back = back;
        _options = options;
        _whole = new(() => NetworkSession.Open(graph.Model, graph, options, "whole network"));
        _hash = new(() => ModelHash.Compute(graph));
    }

    /// <summary>The network.</summary>
    public OnnxGraph Graph { get; }

    /// <summary>SHA-256 of the model file, external weights included (see <see cref="ModelHash"/>), for the feature header; 32 bytes. Computed at first use.</summary>
    public ReadOnlyMemory<byte> Hash => _hash.Value;

    /// <summary>Names of the cut tensors, in the order of the feature sets.</summary>
    public IReadOnlyList<string> Cut => _cut;

    /// <summary>What the network takes.</summary>
    public IReadOnlyList<NetworkPort> Inputs => _front.Inputs;

    /// <summary>What the network gives.</summary>
    public IReadOnlyList<NetworkPort> Outputs => _back.Outputs;

    /// <summary>The cut tensors as the front half declares them; sizes that depend on the input are -1.</summary>
    public IReadOnlyList<NetworkPort> CutPorts => _front.Outputs;

    /// <summary>What a feature set of one item holds, or null where the network leaves more than the batch size open until it runs.</summary>
    public IReadOnlyList<TensorSpec>? OutputSpecs => CutPorts.All(p => p.Dimensions.Count > 0 && p.Dimensions.Skip(1).All(d => d > 0))
        ? [.. CutPorts.Select(p => NetworkTensor.Spec(p.Name, p.Type, [Math.Abs(p.Dimensions[0]), .. p.Dimensions.Skip(1)], _options.Order))]
        : null;

    /// <summary>Loads a network, cuts it and loads both halves.</summary>
    /// <param name="modelPath">An .onnx file; weights in external files are found beside it.</param>
    /// <param name="cut">Names of the tensors to cut at.</param>
    /// <param name="options">How to run it; null takes the defaults.</param>
    /// <exception cref="FeatureFormatException">The file is not a model that the runtime takes.</exception>
    /// <exception cref="CutException">The network cannot be cut there; the message says why.</exception>
    /// <exception cref="NotSupportedException">The execution provider is not there, or a cut tensor is of a type that features do not have.</exception>
    public static SplitModel Load(string modelPath, IReadOnlyList<string> cut, SplitModelOptions? options = null) =>
        Load(OnnxGraph.Load(modelPath), cut, options);

    /// <summary>Cuts a network that is loaded already and loads both halves.</summary>
    /// <inheritdoc cref="Load(string, IReadOnlyList{string}, SplitModelOptions?)"/>
    public static SplitModel Load(OnnxGraph graph, IReadOnlyList<string> cut, SplitModelOptions? options = null)
    {
        options ??= new SplitModelOptions();
        options.Validate();
        ModelCut halves = ModelCut.At(graph, cut);
        NetworkSession front = NetworkSession.Open(halves.Front(), graph, options, "front half");
        try
        {
            foreach (NetworkPort port in front.Outputs.Where(p => ElementTypeMap.ToFeature(p.Type) is null))
            {
                throw new NotSupportedException(
                    $"{graph.Source}: the cut tensor {Printable.Quoted(port.Name)} holds {port.Type}; features are float32, float16, bfloat16, int8 or uint8.");
            }

            NetworkSession back = NetworkSession.Open(halves.Back(front.Outputs), graph, options, "back half");
            return new SplitModel(graph, halves, front, back, options);
        }
        catch
        {
            front.Dispose();
            throw;
        }
    }

    /// <summary>Runs the front half. The set's tensors own the runtime's memory.</summary>
    /// <param name="inputs">One tensor for each of <see cref="Inputs"/>, lent until the call returns.</param>
    /// <param name="cancel">Stops the run at the next operator.</param>
    /// <exception cref="ArgumentException">The inputs are not what the network takes.</exception>
    /// <exception cref="InvalidOperationException">The runtime failed; the message has its reason.</exception>
    public FeatureSet Front(ReadOnlySpan<NetworkTensor> inputs, CancellationToken cancel = default)
    {
        NetworkTensor[] cut = Run(_front, inputs, _cut, "The network", cancel);
        try
        {
            return new FeatureSet([.. cut.Select(t => t.IntoFeature(_options.Order))]);
        }
        catch
        {
            Array.ForEach(cut, t => t.Dispose());
            throw;
        }
    }

    /// <summary>Runs the front half of a network with one input, whatever the tensor's name.</summary>
    /// <inheritdoc cref="Front(ReadOnlySpan{NetworkTensor}, CancellationToken)"/>
    public FeatureSet Front(FeatureTensor input, CancellationToken cancel = default) => Front([NetworkTensor.Wrap(input, OnlyInput())], cancel);

    /// <summary>Runs the front half of a network with one float input.</summary>
    /// <param name="values">The input's elements in C order, lent until the call returns.</param>
    /// <param name="shape">The input's shape.</param>
    /// <param name="cancel">Stops the run at the next operator.</param>
    public FeatureSet Front(Memory<float> values, TensorShape shape, CancellationToken cancel = default) =>
        Front([NetworkTensor.Wrap(OnlyInput(), values, Sizes(shape))], cancel);

    /// <summary>Runs the back half on a feature set, whose tensors are lent until the call returns; they are matched by name.</summary>
    /// <exception cref="ArgumentException">A cut tensor is missing from the set, or of another type or shape.</exception>
    /// <exception cref="InvalidOperationException">The runtime failed; the message has its reason.</exception>
    public NetworkOutputs Back(FeatureSet features, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(features);
        NetworkTensor[] inputs = [.. features.Select(t => NetworkTensor.Wrap(t))];
        foreach (NetworkTensor input in inputs)
        {
            if (Array.Find(_front.Outputs, p => p.Name == input.Name) is NetworkPort port && port.Type != input.Type)
            {
                throw new ArgumentException($"The feature {Printable.Quoted(input.Name)} holds {input.Type}; the network was cut at one of {port.Type}.", nameof(features));
            }
        }

        return new NetworkOutputs(Run(_back, inputs, [.. _back.Outputs.Select(p => p.Name)], "The back half", cancel));
    }

    /// <summary>Runs the uncut network, to compare with. It is loaded at the first call.</summary>
    /// <inheritdoc cref="Front(ReadOnlySpan{NetworkTensor}, CancellationToken)"/>
    public NetworkOutputs Whole(ReadOnlySpan<NetworkTensor> inputs, CancellationToken cancel = default) =>
        new(Run(_whole.Value, inputs, [.. _whole.Value.Outputs.Select(p => p.Name)], "The network", cancel));

    /// <summary>Runs the uncut network with its one input, whatever the tensor's name.</summary>
    /// <inheritdoc cref="Whole(ReadOnlySpan{NetworkTensor}, CancellationToken)"/>
    public NetworkOutputs Whole(FeatureTensor input, CancellationToken cancel = default) => Whole([NetworkTensor.Wrap(input, OnlyInput())], cancel);

    /// <summary>Runs the uncut network with its one float input.</summary>
    /// <inheritdoc cref="Front(Memory{float}, TensorShape, CancellationToken)"/>
    public NetworkOutputs Whole(Memory<float> values, TensorShape shape, CancellationToken cancel = default) =>
        Whole([NetworkTensor.Wrap(OnlyInput(), values, Sizes(shape))], cancel);

    /// <summary>Writes both halves as ONNX files for other programs, weights included; each appears whole or not at all.</summary>
    /// <exception cref="NotSupportedException">A half with the weights of external files in it would pass the 2 GiB of an ONNX file.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public void Save(string frontPath, string backPath)
    {
        ExternalWeights.Write(Graph, _halves.Front(CutPorts), frontPath);
        ExternalWeights.Write(Graph, _halves.Back(CutPorts), backPath);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _front.Dispose();
        _back.Dispose();
        if (_whole.IsValueCreated)
        {
            _whole.Value.Dispose();
        }
    }

    private static NetworkTensor[] Run(NetworkSession session, ReadOnlySpan<NetworkTensor> inputs, string[] outputs, string label, CancellationToken cancel)
    {
        int items = NetworkInputs.Check(session.Inputs, inputs, label);
        return items == 1 ? session.Run(inputs, outputs, cancel) : OneByOne.Run(session, inputs, outputs, items, cancel);
    }

    private static long[] Sizes(TensorShape shape) => [.. shape.ToArray().Select(d => (long)d)];

    private string OnlyInput() => Inputs.Count == 1
        ? Inputs[0].Name
        : throw new ArgumentException($"The network takes {Inputs.Count} inputs ({string.Join(", ", Inputs.Select(p => Printable.Quoted(p.Name)))}); give each by name.");
}
