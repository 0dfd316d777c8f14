using Google.Protobuf;
using VideoFeat.Bridges.Onnx;
using VideoFeat.Bridges.Onnx.Schema;
using VideoFeat.Packing;

namespace VideoFeat.Tests.Onnx;

public sealed class OnnxGraphTests
{
    [Fact]
    public void A_graph_names_its_inputs_and_outputs_without_the_weights_that_old_files_list_as_inputs()
    {
        NetworkBuilder old = NetworkBuilder.Chain();
        old.Graph.Input.Add(NetworkBuilder.Value("a1.w", NetworkBuilder.Float, 6, 4, 3, 3));
        OnnxGraph graph = old.Parse();
        Assert.Equal(["x"], graph.Inputs);
        Assert.Equal(["y"], graph.Outputs);
        Assert.Equal(["x", "a1.w"], ModelCut.At(graph, "b").Front().Graph.Input.Select(i => i.Name));
    }

    [Fact]
    public void Nodes_out_of_order_are_put_into_order()
    {
        NetworkBuilder net = NetworkBuilder.Chain();
        NodeProto[] reversed = [.. net.Graph.Node.Reverse()];
        net.Graph.Node.Clear();
        net.Graph.Node.AddRange(reversed);
        Assert.Equal(["x1", "a", "a1", "b", "b1"], ModelCut.SingleTensors(net.Parse()));
    }

    [Fact]
    public void Broken_graphs_are_refused_with_what_is_wrong()
    {
        Refused(NetworkBuilder.Chain().Node("Neg", "nowhere", "q"), "net.onnx: 'nowhere', read by Neg 'Neg_q', is defined nowhere.");
        Refused(NetworkBuilder.Chain().Node("Neg", "a", "b"), "net.onnx: the tensor 'b' is defined twice.");
        Refused(NetworkBuilder.Chain().Output("z"), "net.onnx: 'z', read by the graph's outputs, is defined nowhere.");
        Refused(NetworkBuilder.Chain().Node("Add", "q a", "p").Node("Neg", "p", "q"), "net.onnx: the graph has a cycle through Add 'Add_p'.");
        Refused(new NetworkBuilder().Input("x", 1).Node("Relu", "x", "y"), "net.onnx: the graph has no output.");
        Refused(new NetworkBuilder().Input("x", 1), "net.onnx: not an ONNX model: it holds no graph with nodes.");
        NetworkBuilder unnamed = NetworkBuilder.Chain();
        unnamed.Graph.Initializer.Add(new TensorProto());
        Refused(unnamed, "net.onnx: a weight has no name.");
        NetworkBuilder versionless = NetworkBuilder.Chain();
        versionless.Model.OpsetImport.Clear();
        Refused(versionless, "net.onnx: the model names no operator set (opset_import is empty).");
    }

    [Fact]
    public void Bytes_that_are_no_model_are_refused()
    {
        Assert.StartsWith("m: not an ONNX model", Assert.Throws<FeatureFormatException>(() => OnnxGraph.Parse([], "m")).Message, StringComparison.Ordinal);
        Assert.StartsWith("m: not an ONNX model", Assert.Throws<FeatureFormatException>(() => OnnxGraph.Parse("\x89PNG\r\n"u8, "m")).Message, StringComparison.Ordinal);
        byte[] chain = NetworkBuilder.Chain().Bytes();
        Assert.StartsWith("m: not an ONNX model", Assert.Throws<FeatureFormatException>(() => OnnxGraph.Parse(chain.AsSpan(0, chain.Length / 2), "m")).Message, StringComparison.Ordinal);

        // raw_data of a weight that claims 2^31 - 1 bytes: nothing may be allocated for the claim.
        byte[] claim = [0x3A, 0x0B, 0x2A, 0x09, 0x4A, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 1, 2, 3];
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<FeatureFormatException>(() => OnnxGraph.Parse(claim, "m"));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void A_file_of_no_bytes_is_refused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["empty.onnx"], []);
        FeatureFormatException e = Assert.Throws<FeatureFormatException>(() => OnnxGraph.Load(folder["empty.onnx"]));
        Assert.Equal("empty.onnx: the file has 0 bytes; an ONNX model has 1 to 2147483647 (larger networks keep their weights in external files).", e.Message);
    }

    [Fact]
    public void Branches_nested_a_thousand_deep_are_refused_and_do_not_overflow_the_stack()
    {
        // Built as bytes: writing such a message through the library would itself recurse.
        byte[] graph = [];
        for (int i = 0; i < 1000; i++)
        {
            graph = Field(1, Field(5, Field(6, graph)));
        }

        Assert.Throws<FeatureFormatException>(() => OnnxGraph.Parse(Field(7, graph)));
    }

    private static byte[] Field(int number, byte[] content)
    {
        using var stream = new MemoryStream();
        var output = new CodedOutputStream(stream);
        output.WriteTag(number, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(content));
        output.Flush();
        return stream.ToArray();
    }

    private static void Refused(NetworkBuilder net, string message) =>
        Assert.Equal(message, Assert.Throws<FeatureFormatException>(net.Parse).Message);
}
