using VideoFeat.Bridges;
using VideoFeat.Bridges.Lightweight;
using VideoFeat.Packing;

namespace VideoFeat.Benchmarks;

/// <summary>
/// The lightweight coder with 2 to 8 levels beside HEVC-Intra (feature preset, tiled, 8 bit) on the same features of the same images: bits and accuracy, then CPU time
/// an element.
/// </summary>
internal static class LightweightBench
{
    public static readonly string[] Options = ["--network all", "--images 100", "--ecq-worth 1.386", "--cifar out/demo/images", "--seconds 2"];

    private static readonly string[] Networks = ["mobilenet-pw3", "mobilenet-pw5", "mobilenet-pw11", "resnet20-layer1", "resnet20-layer2", "yolox-dark3"];
    private static readonly int[] Qps = [22, 26, 30, 34, 38, 42];
    private static readonly int[] Levels = [8, 7, 6, 5, 4, 3, 2];

    public static void Run(BenchArguments given)
    {
        string kit = Environment.GetEnvironmentVariable("VIDEOFEAT_KIT") ?? Path.Combine("..", "shared", "kit");
        if (!Directory.Exists(kit))
        {
            Console.WriteLine($"lightweight: skipped because {kit} is not there (set VIDEOFEAT_KIT)");
            return;
        }

        string wanted = given.Word("--network", "all");
        foreach (string name in wanted == "all" ? Networks : wanted.Split(','))
        {
            using AccuracyNetwork network = AccuracyNetwork.Open(
                name, kit, given.Word("--cifar", Path.Combine("out", "demo", "images")), (int)given.Number("--images", 100), calibration: 0);
            Console.WriteLine($"\n{network.Name}: {network.Test.Count} images, {network.Test[0].Features.Elements} elements each");
            Rates(network, given.Number("--ecq-worth", LightweightOptions.UsualEcq));
            Speed(network, given.Number("--seconds", 2));
        }

        Console.WriteLine("bpe: bits an element of slices or payload; all bpe: of whole access units; drop: points of top-1, or of mAP50-95.");
        Console.WriteLine("The paper names 0.6 to 0.8 bits an element at a drop below 1 point, and up to 1.3 points above HEVC-SCC at equal bits.");
    }

    private static void Rates(AccuracyNetwork network, double worth)
    {
        long elements = network.Test[0].Features.Elements;
        Console.WriteLine($"  {"",-20} {"bpe",8} {"all bpe",8} {"KL",8} {"agree %",8} {"drop",7}");
        AccuracyCurve hevc = TransformBench.Measure(
            "HEVC-Intra", network, Qps.Select(q => ($"HEVC QP {q}", new CodecOptions { Encoder = "libx265", Qp = q })), elements);
        var curves = new List<AccuracyCurve>();
        foreach (double? ecq in new double?[] { null, worth })
        {
            string name = ecq is null ? "light" : "light ecq";
            (string Name, CodecOptions Options)[] ways = [.. Levels.Select(n => ($"{name} {n}", Light(network, n) with { Ecq = ecq }))];
            AccuracyCurve one = TransformBench.Measure(name, network, ways, elements);

            // Rich contexts code the same codes: only the bits are others.
            AccuracyPoint[] rich = [.. ways.Select((w, i) => one.Points[i].Recoded($"{w.Name} rich", network, w.Options with { Contexts = LightweightContexts.Rich }))];
            TransformBench.Print(rich, elements);
            curves.AddRange([one, new AccuracyCurve($"{name} rich", rich)]);
        }

        TransformBench.Compare(network, hevc, [.. curves], elements);
    }

    private static void Speed(AccuracyNetwork network, double seconds)
    {
        CodecOptions light = Light(network, 4) with { Threads = 1 };
        CoderSpeed.Print(
            network,
            [("light 4", light), ("light 4 ecq", light with { Ecq = LightweightOptions.UsualEcq }), ("light 4 rich", light with { Contexts = LightweightContexts.Rich })],
            seconds);
    }

    private static CodecOptions Light(AccuracyNetwork network, int levels) => new()
    {
        Bridge = FeatureBridge.Lightweight,
        Levels = levels,
        Activation = new Activation(network.Name.Split('-')[0] switch { "mobilenet" => ActivationKind.Relu6, "resnet20" => ActivationKind.Relu, _ => ActivationKind.Silu }),
    };
}
