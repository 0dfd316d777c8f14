using VideoFeat.Bridges.Onnx;
using VideoFeat.Bridges.Onnx.Schema;
using static VideoFeat.Tests.Onnx.NetworkBuilder;

namespace VideoFeat.Tests.Onnx;

public sealed class ModelCutTests
{
    [Fact]
    public void A_chain_can_be_cut_at_every_inner_tensor()
    {
        Assert.Equal(["x1", "a", "a1", "b", "b1"], ModelCut.SingleTensors(Chain().Parse()));
    }

    [Fact]
    public void A_residual_block_can_be_cut_only_outside_its_skip()
    {
        Assert.Equal(["c0", "stem", "sum", "after"], ModelCut.SingleTensors(Residual().Parse()));
    }

    [Fact]
    public void Each_half_has_only_what_it_needs_and_what_the_model_says_of_itself()
    {
        ModelCut cut = ModelCut.At(Chain().Parse(), "b");
        ModelProto front = cut.Front();
        ModelProto back = cut.Back([new NetworkPort("b", Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float, [-1, 6, 8, 8])]);
        Assert.Equal(["x1.w", "a1.w"], front.Graph.Initializer.Select(t => t.Name));
        Assert.Equal(["b1.w"], back.Graph.Initializer.Select(t => t.Name));
        Assert.Equal((4, 2), (cut.FrontNodes, cut.BackNodes));
        Assert.Equal("x", Assert.Single(front.Graph.Input).Name);
        Assert.Equal("b", Assert.Single(back.Graph.Input).Name);
        Assert.Equal(("net/front", "net/back"), (front.Graph.Name, back.Graph.Name));
        foreach (ModelProto half in (ModelProto[])[front, back])
        {
            Assert.Equal(17, Assert.Single(half.OpsetImport).Version);
            Assert.Equal("none", Assert.Single(half.MetadataProps).Value);
        }
    }

    [Fact]
    public void A_weight_that_both_halves_read_goes_to_both()
    {
        NetworkBuilder shared = new NetworkBuilder().Input("x", 1, 4).Weight("w", 4, 4)
            .Node("MatMul", "x w", "a").Node("Relu", "a", "b").Node("MatMul", "b w", "y").Output("y");
        ModelCut cut = ModelCut.At(shared.Parse(), "b");
        Assert.Equal("w", Assert.Single(cut.Front().Graph.Initializer).Name);
        Assert.Equal("w", Assert.Single(cut.Back([new NetworkPort("b", Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float, [1, 4])]).Graph.Initializer).Name);
    }

    [Fact]
    public void Fields_that_the_schema_does_not_know_survive_in_both_halves()
    {
        NetworkBuilder chain = Chain();

        // Field 6 of ModelProto is doc_string, which the schema leaves out: tag 0x32, length 3, "doc".
        byte[] bytes = [.. chain.Bytes(), 0x32, 3, (byte)'d', (byte)'o', (byte)'c'];
        ModelCut cut = ModelCut.At(OnnxGraph.Parse(bytes), "a");
        Assert.True(Google.Protobuf.MessageExtensions.ToByteArray(cut.Front()).AsSpan().IndexOf((ReadOnlySpan<byte>)[0x32, 3, (byte)'d', (byte)'o', (byte)'c']) >= 0);
    }

    [Fact]
    public void A_constant_node_goes_to_the_half_that_reads_it()
    {
        NetworkBuilder net = Chain();
        net.Graph.Node.Add(NodeOf("Constant", "", "two", Tensor("value", Floats("", [1]))));
        net.Graph.Node.Add(NodeOf("Mul", "y two", "z"));
        net.Graph.Output.Clear();
        net.Output("z");
        ModelCut cut = ModelCut.At(net.Parse(), "a");
        Assert.DoesNotContain(cut.Front().Graph.Node, n => n.OpType == "Constant");
        Assert.Equal(["x1", "a", "a1", "b", "b1", "y"], ModelCut.SingleTensors(net.Parse()));
    }

    [Fact]
    public void A_pyramid_can_be_cut_at_its_three_tensors_though_each_feeds_the_next()
    {
        ModelCut cut = ModelCut.At(Pyramid().Parse(), "p3", "p1", "p2");
        Assert.Equal(["p3", "p1", "p2"], cut.Front().Graph.Output.Select(o => o.Name));
        Assert.Equal(7, cut.BackNodes);
    }

    [Fact]
    public void What_a_branch_takes_from_outside_counts_as_read()
    {
        // y = cond(b) ? a + a : a, with a read only inside the branches.
        GraphProto then = new() { Name = "then", Node = { NodeOf("Add", "a a", "t") }, Output = { Value("t", Float, -1, 4, 8, 8) } };
        GraphProto otherwise = new() { Name = "else", Node = { NodeOf("Identity", "a", "e") }, Output = { Value("e", Float, -1, 4, 8, 8) } };
        NetworkBuilder net = new NetworkBuilder().Input("x", -1, 3, 8, 8).Conv("x", "x1", 3, 4).Node("Relu", "x1", "a")
            .Node("ReduceMax", "a", "m", Number("keepdims", 0)).Weight("zero", 1).Node("Greater", "m zero", "g").Node("Squeeze", "g", "cond")
            .Node("If", "cond", "y", Branch("then_branch", then), Branch("else_branch", otherwise)).Output("y");
        Assert.Equal(["x1", "a"], ModelCut.SingleTensors(net.Parse()));
        Refused(net, "net.onnx: the cut at 'm' is not clean: 'a' (into If 'If_y') goes round it. Cut at 'm' + 'a' together or at 'a'.", "m");
        Refused(net, "net.onnx: 't' is made inside If 'If_y'; only tensors of the main graph can be cut.", "t");
    }

    [Fact]
    public void An_unclean_cut_names_what_goes_round_it_and_what_would_do()
    {
        CutException e = Refused(
            Residual(), "net.onnx: the cut at 'inner' is not clean: 'stem' (into Add 'Add_sum') goes round it. Cut at 'inner' + 'stem' together or at 'stem' or 'sum'.", "inner");
        Assert.Equal(["stem"], e.Around);
        Assert.Equal(2, ModelCut.At(Residual().Parse(), "inner", "stem").Tensors.Count);
        Refused(
            Pyramid(),
            "net.onnx: the cut at 'p3' is not clean: 'f1' (into Concat 'Concat_y'), 'f2' (into Concat 'Concat_y') go round it. Cut at 'p3' + 'f1' + 'f2' together or at 'p1'.",
            "p3");
    }

    [Fact]
    public void An_output_that_does_not_come_from_the_cut_goes_round_it()
    {
        NetworkBuilder net = Chain();
        net.Node("Neg", "a", "early").Output("early");
        CutException e = Refused(net, "net.onnx: the cut at 'b' is not clean: 'early' (an output of the network) goes round it. Cut at 'a'.", "b");
        Assert.Equal(["early"], e.Around);
    }

    [Fact]
    public void A_second_input_that_only_the_back_half_reads_goes_round_the_cut()
    {
        NetworkBuilder net = new NetworkBuilder().Input("x", 1, 4).Input("size", 1, 4).Node("Relu", "x", "a").Node("Neg", "a", "b").Node("Mul", "b size", "y").Output("y");
        Refused(net, "net.onnx: the cut at 'a' is not clean: 'size' (the network's input, into Mul 'Mul_y') goes round it.", "a");
    }

    [Fact]
    public void A_random_draw_that_both_halves_read_goes_round_the_cut()
    {
        NetworkBuilder net = new NetworkBuilder().Input("x", 1, 4).Node("RandomNormal", "", "r", Ints("shape", 1, 4))
            .Node("Add", "x r", "a").Node("Mul", "a r", "y").Output("y");
        Refused(net, "net.onnx: the cut at 'a' is not clean: 'r' (into Mul 'Mul_y') goes round it. Cut at 'a' + 'r' together.", "a");
    }

    [Theory]
    [InlineData("x", "net.onnx: 'x' is the network's input: nothing would be left before the cut.")]
    [InlineData("y", "net.onnx: 'y' is an output of the network: it is already at the end, and needs no cut.")]
    [InlineData("a1.w", "net.onnx: 'a1.w' is a weight, the same for every input.")]
    [InlineData("B2", "net.onnx: it has no tensor 'B2'. Did you mean 'b', 'b1'?")]
    [InlineData("conv_pw_3_relu6", "net.onnx: it has no tensor 'conv_pw_3_relu6'.")]
    public void A_tensor_that_is_no_cut_is_refused_with_the_reason(string name, string message) => Refused(Chain(), message, name);

    [Fact]
    public void Sets_that_make_no_sense_are_refused()
    {
        Refused(Chain(), "net.onnx: a cut takes 1 to 255 tensors; got 0.");
        Refused(Chain(), "net.onnx: the tensor 'a' is named twice.", "a", "a");
        Refused(Chain(), "net.onnx: the back half never reads 'a' when 'b' is cut too: leave it out.", "a", "b");
        NetworkBuilder dead = Chain().Node("Neg", "a", "dead");
        Refused(dead, "net.onnx: no output of the network depends on 'dead'.", "dead");
    }

    private static CutException Refused(NetworkBuilder net, string message, params string[] cut)
    {
        CutException e = Assert.Throws<CutException>(() => ModelCut.At(net.Parse(), cut));
        Assert.Equal(message, e.Message);
        return e;
    }
}
