using System.Runtime.InteropServices;
using Google.Protobuf;
using VideoFeat.Bridges.Onnx;
using VideoFeat.Bridges.Onnx.Schema;

namespace VideoFeat.Tests.Onnx;

/// <summary>Writes small ONNX networks node by node.</summary>
internal sealed class NetworkBuilder
{
    public const int Float = 1;
    public const int Int64 = 7;
    public const int Bool = 9;
    public const int Float16 = 10;

    public ModelProto Model { get; } = new()
    {
        IrVersion = 8,
        ProducerName = "VideoFeat.Tests",
        Graph = new GraphProto { Name = "net" },
        OpsetImport = { new OperatorSetIdProto { Domain = "", Version = 17 } },
        MetadataProps = { new StringStringEntryProto { Key = "licence", Value = "none" } },
    };

    public GraphProto Graph => Model.Graph;

    public static NodeProto NodeOf(string op, string inputs, string outputs, params AttributeProto[] attributes)
    {
        var node = new NodeProto { OpType = op, Name = $"{op}_{outputs.Split(' ')[0]}" };
        node.Input.AddRange(inputs.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        node.Output.AddRange(outputs.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        node.Attribute.AddRange(attributes);
        return node;
    }

    public static AttributeProto Ints(string name, params long[] values)
    {
        var attribute = new AttributeProto { Name = name, Type = 7 };
        attribute.Ints.AddRange(values);
        return attribute;
    }

    public static AttributeProto Number(string name, long value) => new() { Name = name, Type = 2, I = value };

    public static AttributeProto Branch(string name, GraphProto graph) => new() { Name = name, Type = 5, G = graph };

    public static AttributeProto Tensor(string name, TensorProto tensor) => new() { Name = name, Type = 4, T = tensor };

    /// <summary>Sizes below 0 are open (named N).</summary>
    public static ValueInfoProto Value(string name, int type, params int[] sizes)
    {
        var shape = new TensorShapeProto();
        foreach (int size in sizes)
        {
            shape.Dim.Add(size < 0 ? new TensorShapeProto.Types.Dimension { DimParam = "N" } : new() { DimValue = size });
        }

        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = type, Shape = shape } } };
    }

    public static TensorProto Floats(string name, int[] sizes, int salt = 0)
    {
        Random random = Seeds.Random(salt + name.Length);
        float[] values = [.. Enumerable.Range(0, sizes.Aggregate(1, (a, b) => a * b)).Select(_ => random.NextSingle() - 0.5f)];
        var tensor = new TensorProto { Name = name, DataType = Float, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(values)) };
        tensor.Dims.AddRange(sizes.Select(s => (long)s));
        return tensor;
    }

    public static TensorProto Longs(string name, params long[] values)
    {
        var tensor = new TensorProto { Name = name, DataType = Int64, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<long>(values)) };
        tensor.Dims.Add(values.Length);
        return tensor;
    }

    public NetworkBuilder Input(string name, params int[] sizes)
    {
        Graph.Input.Add(Value(name, Float, sizes));
        return this;
    }

    public NetworkBuilder Output(string name, int type = Float)
    {
        Graph.Output.Add(new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = type } } });
        return this;
    }

    public NetworkBuilder Weight(string name, params int[] sizes)
    {
        Graph.Initializer.Add(Floats(name, sizes));
        return this;
    }

    public NetworkBuilder Node(string op, string inputs, string outputs, params AttributeProto[] attributes)
    {
        Graph.Node.Add(NodeOf(op, inputs, outputs, attributes));
        return this;
    }

    /// <summary>A convolution with its own weights, padded to keep the size.</summary>
    public NetworkBuilder Conv(string input, string output, int from, int to, int kernel = 3) =>
        Weight($"{output}.w", to, from, kernel, kernel)
            .Node("Conv", $"{input} {output}.w", output, Ints("kernel_shape", kernel, kernel), Ints("pads", kernel / 2, kernel / 2, kernel / 2, kernel / 2));

    public byte[] Bytes() => Model.ToByteArray();

    public OnnxGraph Parse() => OnnxGraph.Parse(Bytes(), "net.onnx");

    public string Save(TemporaryFolder folder, string name = "net.onnx")
    {
        File.WriteAllBytes(folder[name], Bytes());
        return folder[name];
    }

    /// <summary>x → a → b → c → y, each a convolution and an activation.</summary>
    public static NetworkBuilder Chain() => new NetworkBuilder().Input("x", -1, 3, 8, 8)
        .Conv("x", "x1", 3, 4).Node("Relu", "x1", "a").Conv("a", "a1", 4, 6).Node("Sigmoid", "a1", "b").Conv("b", "b1", 6, 2).Node("Tanh", "b1", "y").Output("y");

    /// <summary>x → stem; stem goes round two convolutions; sum → y.</summary>
    public static NetworkBuilder Residual() => new NetworkBuilder().Input("x", -1, 3, 8, 8)
        .Conv("x", "c0", 3, 4).Node("Relu", "c0", "stem").Conv("stem", "c1", 4, 4).Node("Relu", "c1", "inner").Conv("inner", "c2", 4, 4)
        .Node("Add", "c2 stem", "sum").Node("Relu", "sum", "after").Conv("after", "y", 4, 2).Output("y");

    /// <summary>A feature pyramid: x → p1 → p2 → p3, and a head on each of the three.</summary>
    public static NetworkBuilder Pyramid() => new NetworkBuilder().Input("x", 1, 3, 16, 16)
        .Conv("x", "c1", 3, 4).Node("Relu", "c1", "p1")
        .Node("MaxPool", "p1", "d1", Ints("kernel_shape", 2, 2), Ints("strides", 2, 2)).Conv("d1", "c2", 4, 6).Node("Relu", "c2", "p2")
        .Node("MaxPool", "p2", "d2", Ints("kernel_shape", 2, 2), Ints("strides", 2, 2)).Conv("d2", "c3", 6, 8).Node("Relu", "c3", "p3")
        .Conv("p1", "h1", 4, 2, 1).Conv("p2", "h2", 6, 2, 1).Conv("p3", "h3", 8, 2, 1)
        .Node("Flatten", "h1", "f1").Node("Flatten", "h2", "f2").Node("Flatten", "h3", "f3")
        .Node("Concat", "f1 f2 f3", "y", Number("axis", 1)).Output("y");
}
