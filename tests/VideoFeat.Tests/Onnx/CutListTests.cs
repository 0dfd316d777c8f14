using VideoFeat.Bridges.Onnx;
using static VideoFeat.Tests.Onnx.NetworkBuilder;

namespace VideoFeat.Tests.Onnx;

public sealed class CutListTests
{
    [Fact]
    public void Each_cut_has_its_shape_its_operator_and_the_share_of_the_products_before_it()
    {
        CutList cuts = ModelCut.List(Chain().Parse());

        // 8x8 outputs: 4 x 27, 6 x 36 and 2 x 54 products each.
        long[] macs = [64 * 4 * 27, 64 * 6 * 36, 64 * 2 * 54];
        Assert.Equal(macs.Sum(), cuts.TotalMacs);
        Assert.Equal(["x1 Conv 1x4x8x8", "a Relu 1x4x8x8", "a1 Conv 1x6x8x8", "b Sigmoid 1x6x8x8", "b1 Conv 1x2x8x8"], cuts.Select(c => $"{c.Names[0]} {c.Tensors[0].Operator} {c.Tensors[0].Shape}"));
        Assert.Equal([macs[0], macs[0], macs[0] + macs[1], macs[0] + macs[1], macs.Sum()], cuts.Select(c => c.FrontMacs));
        Assert.Equal(1.0, cuts[4].FrontShare);
        Assert.Equal((384L, 1536L), (cuts[3].Elements, cuts[3].Float32Bytes));
        Assert.All(cuts, c => Assert.Null(c.Tensors[0].ZeroShare));
    }

    [Fact]
    public void Matrix_products_count_rows_times_columns_times_depth()
    {
        CutList cuts = ModelCut.List(new NetworkBuilder().Input("x", 5, 7).Weight("w", 7, 3).Weight("v", 5, 4)
            .Node("MatMul", "x w", "a").Node("Gemm", "a v", "g", Number("transA", 1)).Node("Relu", "g", "y").Output("y").Parse());
        Assert.Equal([5L * 3 * 7, (5L * 3 * 7) + (3L * 4 * 5)], cuts.Select(c => c.FrontMacs));
    }

    [Fact]
    public void A_transposed_convolution_counts_one_product_per_input_element_and_weight()
    {
        CutList cuts = ModelCut.List(new NetworkBuilder().Input("x", 1, 4, 5, 5).Weight("w", 4, 2, 3, 3)
            .Node("ConvTranspose", "x w", "a", Ints("strides", 2, 2)).Node("Relu", "a", "y").Output("y").Parse());
        Assert.Equal(4 * 5 * 5 * 2 * 9, cuts.TotalMacs);
    }

    [Fact]
    public void Zeros_are_counted_on_the_given_input()
    {
        float[] x = new float[192];
        x.AsSpan(0, 48).Fill(-1);
        x.AsSpan(48, 96).Fill(2);
        OnnxGraph graph = new NetworkBuilder().Input("x", -1, 3, 8, 8).Node("Relu", "x", "a").Node("Neg", "a", "y").Output("y").Parse();
        CutPoint cut = Assert.Single(ModelCut.List(graph, null, NetworkTensor.Wrap<float>("x", x, 1, 3, 8, 8)));
        Assert.Equal(0.5, cut.Tensors[0].ZeroShare);
    }

    [Fact]
    public void Sets_are_listed_where_asked_for()
    {
        OnnxGraph graph = Pyramid().Parse();
        Assert.Equal(["c1", "p1"], ModelCut.List(graph).Select(c => string.Join('+', c.Names)));
        CutList sets = ModelCut.List(graph, new CutListOptions { MaxTensors = 3 });
        CutPoint pyramid = Assert.Single(sets, c => c.Names.SequenceEqual(["p1", "p2", "p3"]));
        Assert.Equal((4 * 256) + (6 * 64) + (8 * 16), pyramid.Elements);
    }

    [Fact]
    public void A_set_that_does_as_much_work_with_one_tensor_less_is_not_listed()
    {
        // SiLU: b = a * sigmoid(a), so {a, s} carries no more than {a}.
        OnnxGraph graph = new NetworkBuilder().Input("x", 1, 4).Node("Neg", "x", "a").Node("Sigmoid", "a", "s").Node("Mul", "a s", "b").Node("Relu", "b", "y").Output("y").Parse();
        Assert.Equal(["a", "b"], ModelCut.List(graph, new CutListOptions { MaxTensors = 2 }).Select(c => string.Join('+', c.Names)));
    }

    [Fact]
    public void Shapes_that_inference_cannot_find_come_from_a_run()
    {
        // The shape of the reshape is data: the number of elements above a threshold.
        OnnxGraph graph = new NetworkBuilder().Input("x", 1, 6).Node("NonZero", "x", "n").Node("Cast", "n", "f", Number("to", Float)).Node("Neg", "f", "y").Output("y").Parse();
        Assert.Equal([2L, 0L], Assert.Single(ModelCut.List(graph)).Tensors[0].Dimensions);
        float[] x = [0, 1, 0, 1, 1, 0];
        Assert.Equal([2L, 3L], Assert.Single(ModelCut.List(graph, null, NetworkTensor.Wrap<float>("x", x, 1, 6))).Tensors[0].Dimensions);
    }

    [Fact]
    public void Open_sizes_are_taken_from_the_options_and_stay_unknown_without()
    {
        OnnxGraph graph = new NetworkBuilder().Input("x", 1, 3, -1, -1).Conv("x", "c", 3, 4).Node("Relu", "c", "y").Output("y").Parse();
        CutList open = ModelCut.List(graph);
        Assert.Equal("c 1x4x?x?", $"{open[0].Names[0]} {open[0].Tensors[0].Shape}");
        Assert.Equal((null, null, null), (open.TotalMacs, open[0].FrontShare, open[0].Elements));
        CutList known = ModelCut.List(graph, new CutListOptions { InputShapes = new Dictionary<string, IReadOnlyList<long>> { ["x"] = [1, 3, 20, 30] } });
        Assert.Equal("1x4x20x30", known[0].Tensors[0].Shape);
        Assert.Equal(4 * 600 * 27, known.TotalMacs);
    }

    [Fact]
    public void Bad_options_are_refused()
    {
        Assert.Equal("MaxTensors is 17; it may be 1 to 16.", Assert.Throws<ArgumentException>(() => ModelCut.List(Chain().Parse(), new() { MaxTensors = 17 })).Message);
        var shapes = new Dictionary<string, IReadOnlyList<long>> { ["x"] = [1, 3] };
        Assert.Equal("The input 'x' has 4 dimensions; the shape given is 1x3.", Assert.Throws<ArgumentException>(() => ModelCut.List(Chain().Parse(), new() { InputShapes = shapes })).Message);
    }
}
