using System.Runtime.InteropServices;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime.Tensors;
using VideoFeat.Bridges.Onnx;
using VideoFeat.Bridges.Onnx.Schema;
using VideoFeat.Packing;
using static VideoFeat.Tests.Onnx.NetworkBuilder;

namespace VideoFeat.Tests.Onnx;

public sealed class SplitModelTests
{
    private static readonly SplitModelOptions OneThread = new() { Threads = 1 };

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void Every_clean_cut_gives_what_the_whole_network_gives(int batch)
    {
        foreach (NetworkBuilder net in (NetworkBuilder[])[Chain(), Residual(), Conditional()])
        {
            OnnxGraph graph = net.Parse();
            foreach (string cut in ModelCut.SingleTensors(graph))
            {
                Compare(graph, [cut], new TensorShape(batch, 3, 8, 8));
            }
        }
    }

    [Theory]
    [InlineData("inner+stem")]
    [InlineData("stem+c2")]
    public void A_set_with_its_skip_gives_what_the_whole_network_gives(string cut) => Compare(Residual().Parse(), cut.Split('+'), new TensorShape(2, 3, 8, 8));

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_pyramid_fixed_to_one_picture_takes_a_batch_picture_after_picture(int batch) =>
        Compare(Pyramid().Parse(), ["p1", "p2", "p3"], new TensorShape(batch, 3, 16, 16));

    [Fact]
    public void Features_carry_name_type_shape_and_the_network_its_ports_and_specs()
    {
        using SplitModel model = SplitModel.Load(Pyramid().Parse(), ["p2", "p3", "p1"], OneThread);
        Assert.Equal(["p2", "p3", "p1"], model.Cut);
        Assert.Equal("x Float 1x3x16x16", Assert.Single(model.Inputs).ToString());
        Assert.Equal("y", Assert.Single(model.Outputs).Name);
        using FeatureSet features = model.Front(new float[768], new TensorShape(1, 3, 16, 16));
        Assert.Equal(model.OutputSpecs, features.Select(t => t.Spec));
        Assert.Equal(new TensorSpec("p3", ElementType.Float32, new TensorShape(1, 8, 4, 4)), features["p3"].Spec);
    }

    [Fact]
    public void An_open_batch_counts_as_one_in_the_specs()
    {
        using SplitModel model = SplitModel.Load(Chain().Parse(), ["b"], OneThread);
        Assert.Equal("b Float ?x6x8x8", Assert.Single(model.CutPorts).ToString());
        Assert.Equal(new TensorShape(1, 6, 8, 8), Assert.Single(model.OutputSpecs!).Shape);
    }

    [Fact]
    public unsafe void A_feature_is_the_runtimes_own_memory_and_what_is_written_there_the_back_half_reads()
    {
        using SplitModel model = SplitModel.Load(Chain().Parse(), ["b"], OneThread);
        using FeatureSet features = model.Front(new float[192], new TensorShape(1, 3, 8, 8));
        Assert.False(MemoryMarshal.TryGetArray<byte>(features[0].Memory, out _));
        using var pin = features[0].Memory.Pin();
        Assert.True(pin.Pointer == System.Runtime.CompilerServices.Unsafe.AsPointer(ref MemoryMarshal.GetReference(features[0].Bytes)));
        using NetworkOutputs before = model.Back(features);
        features[0].Floats[0] += 1;
        using NetworkOutputs after = model.Back(features);
        Assert.False(before[0].Elements<float>().SequenceEqual(after[0].Elements<float>()));
    }

    [Fact]
    public void A_feature_outlives_its_network_and_ends_with_its_set()
    {
        FeatureSet features;
        using (SplitModel model = SplitModel.Load(Chain().Parse(), ["b"], OneThread))
        {
            features = model.Front(new float[192], new TensorShape(1, 3, 8, 8));
        }

        Assert.Equal(0.5, features[0].Floats.ToArray().Average(), 0.5);
        features.Dispose();
        Assert.Throws<ObjectDisposedException>(() => features[0].Memory);
        features.Dispose();
    }

    [Fact]
    public void A_half_precision_network_gives_half_precision_features()
    {
        var net = new NetworkBuilder();
        net.Graph.Input.Add(Value("x", Float16, 1, 4));
        net.Node("Neg", "x", "a").Node("Relu", "a", "y").Output("y", Float16);
        using SplitModel model = SplitModel.Load(net.Parse(), ["a"], OneThread);
        Half[] x = [(Half)1, (Half)(-2), (Half)0.5, (Half)(-0.25)];
        using FeatureSet features = model.Front([NetworkTensor.Wrap<Half>("x", x, 1, 4)]);
        Assert.Equal(ElementType.Float16, features[0].Type);
        using NetworkOutputs y = model.Back(features);
        Assert.Equal([(Half)0, (Half)2, (Half)0, (Half)0.25], y["y"].Elements<Half>().ToArray());
    }

    [Fact]
    public void A_tensor_of_tokens_has_the_tokens_order_unless_told_otherwise()
    {
        OnnxGraph graph = new NetworkBuilder().Input("x", -1, 5, 4).Node("Neg", "x", "a").Node("Relu", "a", "y").Output("y").Parse();
        using SplitModel tokens = SplitModel.Load(graph, ["a"], OneThread);
        using SplitModel channels = SplitModel.Load(graph, ["a"], OneThread with { Order = AxisOrder.ChannelsFirst });
        Assert.Equal((AxisOrder.Tokens, AxisOrder.ChannelsFirst), (tokens.OutputSpecs![0].Order, channels.OutputSpecs![0].Order));
    }

    [Fact]
    public void Two_inputs_are_given_by_name_in_any_order()
    {
        OnnxGraph graph = new NetworkBuilder().Input("p", 1, 2).Input("q", 1, 2).Node("Sub", "p q", "d").Node("Neg", "d", "y").Output("y").Parse();
        using SplitModel model = SplitModel.Load(graph, ["d"], OneThread);
        NetworkTensor[] inputs = [NetworkTensor.Wrap<float>("q", new float[] { 1, 2 }, 1, 2), NetworkTensor.Wrap<float>("p", new float[] { 10, 20 }, 1, 2)];
        using FeatureSet features = model.Front(inputs);
        using NetworkOutputs whole = model.Whole(inputs);
        Assert.Equal([9f, 18f], features["d"].Floats.ToArray());
        Assert.Equal([-9f, -18f], whole["y"].Elements<float>().ToArray());
        Refused<ArgumentException>("The network takes 2 inputs ('p', 'q'); give each by name.", () => model.Front(new float[2], new TensorShape(1, 2)));
        Refused<ArgumentException>("The input 'q' is given twice.", () => model.Front([inputs[0], inputs[0]]));
    }

    [Fact]
    public void Inputs_that_do_not_fit_are_refused_by_name()
    {
        using SplitModel model = SplitModel.Load(Chain().Parse(), ["b"], OneThread);
        Refused<ArgumentException>("The network: the input 'x' takes Float ?x3x8x8; got Float 1x3x8x9.", () => model.Front(new float[216], new TensorShape(1, 3, 8, 9)));
        Refused<ArgumentException>("The network takes 1 input(s): 'x' (Float ?x3x8x8); got 0.", () => model.Front([]));
        Refused<ArgumentException>("The network has no input 'z'; it takes 'x' (Float ?x3x8x8).", () => model.Front([NetworkTensor.Wrap<float>("z", new float[192], 1, 3, 8, 8)]));
        using var bytes = FeatureTensor.Rent(new TensorSpec("x", ElementType.UInt8, new TensorShape(1, 3, 8, 8)));
        Refused<ArgumentException>("The network: the input 'x' takes Float ?x3x8x8; got UInt8 1x3x8x8.", () => model.Front(bytes));
        using var other = new FeatureSet(FeatureTensor.FromFloats(new float[384], new TensorShape(1, 6, 8, 8), "c"));
        Refused<ArgumentException>("The back half has no input 'c'; it takes 'b' (Float ?x6x8x8).", () => model.Back(other));
        using var wide = new FeatureSet(FeatureTensor.FromFloats(new float[448], new TensorShape(1, 7, 8, 8), "b"));
        Refused<ArgumentException>("The back half: the input 'b' takes Float ?x6x8x8; got Float 1x7x8x8.", () => model.Back(wide));
        Refused<ArgumentException>("'x' is 1x3, which is not the 4 elements given.", () => NetworkTensor.Wrap<float>("x", new float[4], 1, 3));
    }

    [Fact]
    public void A_cut_tensor_that_is_no_feature_is_refused()
    {
        OnnxGraph graph = new NetworkBuilder().Input("x", 1, 4).Node("ArgMax", "x", "i", Number("axis", 1)).Node("Neg", "i", "y").Output("y", NetworkBuilder.Int64).Parse();
        Refused<NotSupportedException>("net.onnx: the cut tensor 'i' holds Int64; features are float32, float16, bfloat16, int8 or uint8.", () => SplitModel.Load(graph, ["i"]));
    }

    [Fact]
    public void A_model_that_the_runtime_refuses_is_an_error_of_the_file()
    {
        OnnxGraph graph = new NetworkBuilder().Input("x", 1, 4).Node("NoSuchOperator", "x", "a").Node("Neg", "a", "y").Output("y").Parse();
        FeatureFormatException e = Assert.Throws<FeatureFormatException>(() => SplitModel.Load(graph, ["a"]));
        Assert.StartsWith("net.onnx (front half): ONNX Runtime refuses the model: ", e.Message, StringComparison.Ordinal);
        Assert.Contains("NoSuchOperator", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        Refused<ArgumentException>("Threads is -1; it may be 0 (the runtime's choice) to 1024.", () => SplitModel.Load(Chain().Parse(), ["b"], new() { Threads = -1 }));
        Refused<ArgumentException>("Device is 256; it may be 0 to 255.", () => SplitModel.Load(Chain().Parse(), ["b"], new() { Device = 256 }));
    }

    [SkippableFact]
    public void Cuda_is_refused_with_the_reason_where_it_is_not_there()
    {
        bool built = Microsoft.ML.OnnxRuntime.OrtEnv.Instance().GetAvailableProviders().Contains("CUDAExecutionProvider");
        Skip.If(built, "skipped because this ONNX Runtime was built with CUDA");
        NotSupportedException e = Assert.Throws<NotSupportedException>(() => SplitModel.Load(Chain().Parse(), ["b"], new() { Provider = ExecutionProvider.Cuda }));
        Assert.Matches(@"^CUDA: this ONNX Runtime was built without it \(it has .*CPUExecutionProvider\)\.$", e.Message);
    }

    [Fact]
    public async Task Many_threads_share_one_model()
    {
        using SplitModel model = SplitModel.Load(Residual().Parse(), ["stem"], OneThread);
        float[][] expected = [.. Enumerable.Range(0, 8).Select(i => Both(model, i))];
        await Parallel.ForAsync(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 8 }, (i, _) =>
        {
            Assert.Equal(expected[i % 8], Both(model, i % 8));
            return ValueTask.CompletedTask;
        });
    }

    [Fact]
    public async Task A_run_stops_when_it_is_cancelled()
    {
        // 10 matrix products of 800 x 800 a turn, a million turns: hours, unless it stops.
        var body = new GraphProto { Name = "body", Input = { Value("i", NetworkBuilder.Int64), Value("go", Bool), Value("v", Float, 800, 800) } };
        body.Node.Add(NodeOf("Identity", "go", "go2"));
        for (int i = 0; i < 10; i++)
        {
            body.Node.Add(NodeOf("MatMul", i == 0 ? "v w" : $"v{i} w", $"v{i + 1}"));
        }

        body.Output.AddRange([Value("go2", Bool), Value("v10", Float, 800, 800)]);
        NetworkBuilder net = new NetworkBuilder().Input("x", 800, 800).Weight("w", 800, 800);
        net.Graph.Initializer.Add(Longs("turns", 1_000_000));
        net.Node("Loop", "turns  x", "l", Branch("body", body)).Node("Neg", "l", "y").Output("y");
        net.Graph.Node[0].Input.Insert(1, "");
        using SplitModel model = SplitModel.Load(net.Parse(), ["l"], OneThread);
        using var cancel = new CancellationTokenSource();
        Task run = Task.Run(() => model.Front(new float[800 * 800], new TensorShape(800, 800), cancel.Token));
        cancel.CancelAfter(TimeSpan.FromMilliseconds(300));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.ThrowsAny<OperationCanceledException>(() => model.Front(new float[800 * 800], new TensorShape(800, 800), cancel.Token));
    }

    private static float[] Both(SplitModel model, int salt)
    {
        float[] x = [.. Enumerable.Range(0, 192).Select(i => MathF.Cos(i + salt))];
        using FeatureSet features = model.Front(x, new TensorShape(1, 3, 8, 8));
        using NetworkOutputs y = model.Back(features);
        return y[0].Elements<float>().ToArray();
    }

    /// <summary>A condition on a constant, a branch that captures a value, and a weight of both halves.</summary>
    private static NetworkBuilder Conditional()
    {
        GraphProto then = new() { Name = "then", Node = { NodeOf("Add", "b k", "t") }, Output = { Value("t", Float, -1, 4, 8, 8) } };
        GraphProto otherwise = new() { Name = "else", Node = { NodeOf("Sub", "b k", "e") }, Output = { Value("e", Float, -1, 4, 8, 8) } };
        NetworkBuilder net = new NetworkBuilder().Input("x", -1, 3, 8, 8).Conv("x", "x1", 3, 4).Node("Mul", "x1 k", "a").Node("Tanh", "a", "b").Weight("k", 4, 1, 1);
        net.Graph.Initializer.Add(new TensorProto { Name = "cond", DataType = Bool, RawData = ByteString.CopyFrom(1) });
        return net.Node("If", "cond", "c", Branch("then_branch", then), Branch("else_branch", otherwise)).Node("Sigmoid", "c", "y").Output("y");
    }

    private static void Compare(OnnxGraph graph, string[] cut, TensorShape shape)
    {
        using SplitModel model = SplitModel.Load(graph, cut, OneThread);
        float[] x = [.. Enumerable.Range(0, shape.Elements).Select(i => MathF.Sin(i))];
        using FeatureSet features = model.Front(x, shape);
        using NetworkOutputs got = model.Back(features);
        using NetworkOutputs expected = model.Whole(x, shape);
        Assert.Equal(cut, features.Select(t => t.Name));
        Assert.Equal(shape[0], features[0].Spec.Batch);
        Assert.Equal(expected.Select(o => o.ToString()), got.Select(o => o.ToString()));
        Assert.All(
            got[0].Elements<float>().ToArray().Zip(expected[0].Elements<float>().ToArray()), pair => Assert.Equal(pair.Second, pair.First, 1e-5f));
    }

    private static void Refused<T>(string message, Action act)
        where T : Exception => Assert.Equal(message, Assert.Throws<T>(act).Message);
}
