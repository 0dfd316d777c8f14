using System.Diagnostics;
using VideoFeat.Bridges.Onnx;
using VideoFeat.Packing;

namespace VideoFeat.Benchmarks;

/// <summary>What a cut costs: both halves against the whole network, one thread, with load times, managed bytes per run and the largest difference.</summary>
/// <remarks>The demo's network always; the evaluation kit's where VIDEOFEAT_KIT names its folder.</remarks>
internal static class SplitBench
{
    private static readonly (string Model, string[] Cuts, int[] Shape)[] Networks =
    [
        ("mobilenet_v1_0.75_224.onnx", ["conv_pw_3_relu6", "conv_pw_5_relu6", "conv_pw_11_relu6"], [1, 3, 224, 224]),
        ("yolox_nano_416.onnx", ["input.67", "input.175", "input.471+input.531+input.591"], [1, 3, 416, 416]),
    ];

    public static void Run(double seconds)
    {
        string own = Path.Combine(AppContext.BaseDirectory, "cifar10.onnx");
        IReadOnlyList<string> cuts = ModelCut.SingleTensors(OnnxGraph.Load(own));
        Run(own, [cuts[cuts.Count / 3], cuts[2 * cuts.Count / 3]], [1, 3, 32, 32], seconds);
        foreach ((string model, string[] at, int[] shape) in Networks)
        {
            string path = Path.Combine(Environment.GetEnvironmentVariable("VIDEOFEAT_KIT") ?? "", "models", model);
            if (File.Exists(path))
            {
                Run(path, at, shape, seconds);
            }
        }
    }

    private static void Run(string path, string[] cuts, int[] sizes, double seconds)
    {
        long start = Stopwatch.GetTimestamp();
        OnnxGraph graph = OnnxGraph.Load(path);
        double read = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        CutList list = ModelCut.List(graph);
        double listed = Stopwatch.GetElapsedTime(start).TotalMilliseconds - read;
        Console.WriteLine($"\n{Path.GetFileName(path)}: {graph.NodeCount} nodes read in {read:F0} ms, {list.Count} clean cuts of {list.TotalMacs / 1e6:F0} M products listed in {listed:F0} ms");
        foreach (string cut in cuts)
        {
            start = Stopwatch.GetTimestamp();
            using SplitModel model = SplitModel.Load(graph, cut.Split('+'), new SplitModelOptions { Threads = 1 });
            double loaded = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            Compare(model, cut, new TensorShape(sizes), loaded, seconds);
        }
    }

    private static void Compare(SplitModel model, string cut, TensorShape shape, double loaded, double seconds)
    {
        float[] values = [.. Enumerable.Range(0, shape.Elements).Select(i => MathF.Sin(i * 0.7f))];
        using FeatureSet kept = model.Front(values, shape);
        float worst = Worst(model, values, shape);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Halves(model, values, shape);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        var run = Paired.Run(
        [
            Contestant.Of("whole network", () => model.Whole(values, shape).Dispose()),
            Contestant.Of("front and back", () => Halves(model, values, shape)),
            Contestant.Of("front alone", () => model.Front(values, shape).Dispose()),
            Contestant.Of("back alone", () => model.Back(kept).Dispose()),
        ], seconds);
        PairedTable.Print(
            $"cut at {cut} ({kept.Elements * sizeof(float):N0} bytes of features): loaded in {loaded:F0} ms, {allocated:N0} managed bytes a run, largest difference {worst:G2}", run);
    }

    private static void Halves(SplitModel model, float[] values, TensorShape shape)
    {
        using FeatureSet features = model.Front(values, shape);
        model.Back(features).Dispose();
    }

    private static float Worst(SplitModel model, float[] values, TensorShape shape)
    {
        using NetworkOutputs whole = model.Whole(values, shape);
        using FeatureSet features = model.Front(values, shape);
        using NetworkOutputs back = model.Back(features);
        float worst = 0;
        for (int i = 0; i < whole.Count; i++)
        {
            Span<float> a = whole[i].Elements<float>(), b = back[i].Elements<float>();
            for (int j = 0; j < a.Length; j++)
            {
                worst = Math.Max(worst, Math.Abs(a[j] - b[j]));
            }
        }

        return worst;
    }
}
