using Google.Protobuf;
using VideoFeat.Bridges.Onnx.Schema;
using VideoFeat.Packing;

namespace VideoFeat.Bridges.Onnx;

/// <summary>An ONNX network as a checked graph: every name is defined once and before its use, every external weight lies where it may.</summary>
/// <remarks>Immutable and safe for concurrent use. Weights in external files stay there; they are checked, not read.</remarks>
public sealed class OnnxGraph
{
    /// <summary>The largest model file, in bytes: protobuf's limit of 2 GiB. Larger networks keep their weights in external files.</summary>
    public const long MaxModelBytes = int.MaxValue;

    private readonly Dictionary<string, int> _valueIds;

    private OnnxGraph(ModelProto model, string source, string? path, IReadOnlyList<string> externalFiles)
    {
        Model = model;
        Source = source;
        FilePath = path;
        ExternalFiles = externalFiles;
        var index = new GraphIndex(model.Graph, source);
        _valueIds = index.ValueIds;
        Values = index.Values;
        Nodes = index.Nodes;
        InputIds = index.InputIds;
        OutputIds = index.OutputIds;
    }

    /// <summary>The file the graph was loaded from; null where it was parsed from memory.</summary>
    public string? FilePath { get; }

    /// <summary>Files with weights beside the model file, relative to its folder, sorted; empty for most networks.</summary>
    public IReadOnlyList<string> ExternalFiles { get; }

    /// <summary>Names of the network's inputs, in its order (weights that older files list as inputs are left out).</summary>
    public IReadOnlyList<string> Inputs => [.. InputIds.Select(id => Values[id].Name)];

    /// <summary>Names of the network's outputs, in its order.</summary>
    public IReadOnlyList<string> Outputs => [.. OutputIds.Select(id => Values[id].Name)];

    /// <summary>Number of nodes in the main graph.</summary>
    public int NodeCount => Nodes.Length;

    internal ModelProto Model { get; }

    internal string Source { get; }

    /// <summary>In an order in which every node stands after those it reads from.</summary>
    internal OnnxNode[] Nodes { get; }

    internal OnnxValue[] Values { get; }

    internal int[] InputIds { get; }

    internal int[] OutputIds { get; }

    /// <summary>Reads and checks a model file.</summary>
    /// <exception cref="FeatureFormatException">Not an ONNX model, a broken graph, or external weights missing, too short or outside the model's folder.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static OnnxGraph Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string source = Path.GetFileName(path);
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        if (file.Length is 0 or > MaxModelBytes)
        {
            throw new FeatureFormatException($"{source}: the file has {file.Length} bytes; an ONNX model has 1 to {MaxModelBytes} (larger networks keep their weights in external files).");
        }

        ModelProto model = Decode(file, source);
        string fullPath = Path.GetFullPath(path);
        return new OnnxGraph(model, source, fullPath, ExternalWeights.Check(model, source, fullPath));
    }

    /// <summary>Checks a model in memory. It may not have external weights, since there is no folder to look in.</summary>
    /// <param name="bytes">The model file's bytes.</param>
    /// <param name="source">What messages call it.</param>
    /// <exception cref="FeatureFormatException">Not an ONNX model, or a broken graph.</exception>
    public static OnnxGraph Parse(ReadOnlySpan<byte> bytes, string source = "model")
    {
        ModelProto model = Decode(new MemoryStream(bytes.ToArray()), source);
        return new OnnxGraph(model, source, null, ExternalWeights.Check(model, source, modelPath: null));
    }

    /// <summary>The value's number, or -1.</summary>
    internal int IdOf(string name) => _valueIds.GetValueOrDefault(name, -1);

    private static ModelProto Decode(Stream stream, string source)
    {
        ModelProto model;
        try
        {
            model = ModelProto.Parser.ParseFrom(stream);
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or IndexOutOfRangeException or ArgumentException or OverflowException)
        {
            // Google.Protobuf 3.25 documents the first; the others come from lengths that overflow its counters (found by the fuzz target).
            throw new FeatureFormatException($"{source}: not an ONNX model ({e.Message})", e);
        }

        if (model.Graph is null || model.Graph.Node.Count == 0)
        {
            throw new FeatureFormatException($"{source}: not an ONNX model: it holds no graph with nodes.");
        }

        if (model.OpsetImport.Count == 0)
        {
            throw new FeatureFormatException($"{source}: the model names no operator set (opset_import is empty).");
        }

        return model;
    }
}
