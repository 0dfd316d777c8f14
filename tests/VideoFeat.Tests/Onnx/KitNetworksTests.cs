using VideoFeat.Bridges.Onnx;
using VideoFeat.Packing;

namespace VideoFeat.Tests.Onnx;

/// <summary>Real networks: the two halves together give what the uncut network gives.</summary>
public sealed class KitNetworksTests
{
    [SkippableTheory]
    [InlineData("mobilenet_v1_0.75_224.onnx", "conv_pw_3_relu6", 2, 3, 224, 224)]
    [InlineData("mobilenet_v1_0.75_224.onnx", "conv_pw_5_relu6", 1, 3, 224, 224)]
    [InlineData("mobilenet_v1_0.75_224.onnx", "conv_pw_11_relu6", 3, 3, 224, 224)]
    [InlineData("yolox_nano_416.onnx", "input.67", 1, 3, 416, 416)]
    [InlineData("yolox_nano_416.onnx", "input.175", 2, 3, 416, 416)]
    [InlineData("yolox_nano_416.onnx", "input.471+input.531+input.591", 1, 3, 416, 416)]
    public void Front_and_back_give_what_the_whole_network_gives(string model, string cut, int n, int c, int h, int w)
    {
        using SplitModel split = SplitModel.Load(Kit.FileOrSkip($"models/{model}"), cut.Split('+'), new() { Threads = 1 });
        Compare(split, new TensorShape(n, c, h, w));
    }

    [SkippableFact]
    public void Every_clean_cut_of_resnet20_gives_what_the_whole_network_gives()
    {
        OnnxGraph graph = OnnxGraph.Load(Kit.FileOrSkip("models/resnet20_cifar10.onnx"));
        IReadOnlyList<string> cuts = ModelCut.SingleTensors(graph);
        Assert.True(cuts.Count >= 10, $"Only {cuts.Count} clean cuts.");
        foreach (string cut in cuts)
        {
            using SplitModel split = SplitModel.Load(graph, [cut], new() { Threads = 1 });
            Compare(split, new TensorShape(4, 3, 32, 32));
        }
    }

    private static void Compare(SplitModel split, TensorShape shape)
    {
        float[] values = [.. Enumerable.Range(0, shape.Elements).Select(i => MathF.Sin(i * 0.7f))];
        using FeatureSet features = split.Front(values, shape);
        using NetworkOutputs got = split.Back(features);
        using NetworkOutputs expected = split.Whole(values, shape);
        Assert.Equal(split.Cut, features.Select(t => t.Name));
        Assert.Equal(expected.Select(o => o.ToString()), got.Select(o => o.ToString()));
        for (int i = 0; i < got.Count; i++)
        {
            ReadOnlySpan<float> a = got[i].Elements<float>();
            ReadOnlySpan<float> b = expected[i].Elements<float>();
            float worst = 0, largest = 0;
            for (int j = 0; j < a.Length; j++)
            {
                worst = Math.Max(worst, Math.Abs(a[j] - b[j]));
                largest = Math.Max(largest, Math.Abs(b[j]));
            }

            Assert.True(worst <= 1e-5f * Math.Max(1, largest), $"Cut at {string.Join('+', split.Cut)}: '{got[i].Name}' differs by {worst} (largest value {largest}).");
        }
    }
}
