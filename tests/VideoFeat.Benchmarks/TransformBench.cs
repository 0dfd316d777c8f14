using System.Globalization;
using VideoFeat.Bridges.Profiles;
using VideoFeat.Bridges.Transform.Calibration;
using VideoFeat.Evaluation;
using VideoFeat.Packing;

namespace VideoFeat.Benchmarks;

/// <summary>
/// The calibrated transform against HEVC-Intra (feature preset, tiled, 8 bit) at equal accuracy: real bytes of test images that no profile was calibrated on.
/// </summary>
internal static class TransformBench
{
    private static readonly int[] Qps = [22, 26, 30, 32, 34, 36, 38, 42];
    private static readonly int[] ComponentQps = [6, 10, 14, 18, 22, 26, 30];
    private static readonly double[] Scales = [0.35, 0.5, 0.71, 1, 1.41, 2, 2.83, 4, 5.66];

    public static void Run(BenchArguments given)
    {
        string kit = Environment.GetEnvironmentVariable("VIDEOFEAT_KIT") ?? Path.Combine("..", "shared", "kit");
        if (!Directory.Exists(kit))
        {
            Console.WriteLine($"transform: skipped because {kit} is not there (set VIDEOFEAT_KIT)");
            return;
        }

        string wanted = given.Word("--network", "all");
        var without = Enum.Parse<CalibrationParts>(given.Word("--without", "none"), ignoreCase: true);
        var ratios = new List<double[][]>();
        foreach (string name in wanted == "all" ? [.. AccuracyNetwork.Names, TransformClip.Name] : wanted.Split(','))
        {
            if (name == TransformClip.Name)
            {
                TransformClip.Run(kit);
                continue;
            }

            using AccuracyNetwork network = AccuracyNetwork.Open(
                name, kit, given.Word("--cifar", Path.Combine("out", "demo", "images")), (int)given.Number("--images", 500), (int)given.Number("--calibration", 64));
            ratios.Add(One(network, without, (int)given.Number("--block", 0), given.Number("--hevc", 1) > 0, given.Number("--few", 0) > 0, given.Number("--speed", 0)));
        }

        for (int way = 0; ratios.Count > 1 && ratios.All(r => way < r.Length); way++)
        {
            Console.WriteLine($"geometric mean of the ratios over {ratios.Count} networks, {(way == 0 ? "transform" : "KLT + HEVC")}, by row: "
                + string.Join(", ", Enumerable.Range(0, ratios[0][0].Length).Select(i => Text(Math.Exp(ratios.Average(r => Math.Log(r[way][i])))))));
        }
    }

    private static double[][] One(AccuracyNetwork network, CalibrationParts without, int block, bool against, bool few, double speed)
    {
        Profile profile = Calibrate(network, without, block);
        long elements = network.Test[0].Features.Elements;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{network.Name}: {network.Test.Count} test images, {elements} elements each"));
        if (speed > 0)
        {
            var one = new CodecOptions { Profile = profile, Threads = 1 };
            CoderSpeed.Print(
                network,
                [("transform 1.41", one with { Bridge = FeatureBridge.Transform, StepScale = 1.41 }), ("transform 4", one with { Bridge = FeatureBridge.Transform, StepScale = 4 }),
                    ("KLT HEVC QP 18", one with { Encoder = "libx265", Klt = true, BitDepth = 10, Qp = 18 })],
                speed);
            return [];
        }

        Console.WriteLine($"  {"",-20} {"bpe",8} {"all bpe",8} {"KL",8} {"agree %",8} {"drop",7}");
        AccuracyCurve? hevc = against
            ? Measure("HEVC-Intra", network, Some(Qps, few).Select(q => ($"HEVC QP {q}", new CodecOptions { Encoder = "libx265", Qp = q })), elements)
            : null;
        (string Name, (string, CodecOptions)[] Ways)[] others =
        [
            ("transform", [.. Some(Scales, few).Select(s => (Invariant($"transform {s}"), new CodecOptions { Bridge = FeatureBridge.Transform, Profile = profile, StepScale = s }))]),
            ("KLT + HEVC-Intra", [.. Some(ComponentQps, few).Select(q => ($"KLT HEVC QP {q}", new CodecOptions { Encoder = "libx265", Klt = true, Profile = profile, BitDepth = 10, Qp = q }))]),
        ];
        return [.. others.Take(against ? others.Length : 1).SelectMany(o =>
        {
            AccuracyCurve curve = Measure(o.Name, network, o.Ways, elements);
            return hevc is null ? [] : Compare(network, hevc, [curve], elements);
        })];
    }

    // Every second point, where time is short.
    private static IEnumerable<T> Some<T>(T[] points, bool few) => few ? points.Where((_, i) => i % 2 == 0) : points;

    private static Profile Calibrate(AccuracyNetwork network, CalibrationParts without, int block)
    {
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        FeatureSet[] sets = [.. network.Calibration.Select(c => c.Features)];
        ProfileChunk chunk = TransformCalibration.Run(sets, new CalibrationOptions { Back = network.Judged, BlockSize = block, Without = without, Progress = p => Console.WriteLine($"  calibrate: {p}") });
        var profile = Profile.Create(new ProfileMeta { Tensors = [.. sets[0].Select(t => t.Spec)] }, chunk);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{network.Name}: calibrated on {sets.Length} images in {System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s, profile of {profile.Bytes.Length} bytes"));
        return profile;
    }

    /// <summary>Measures ways of coding side by side, and prints a line each.</summary>
    public static AccuracyCurve Measure(string name, AccuracyNetwork network, IEnumerable<(string Name, CodecOptions Options)> ways, long elements)
    {
        (string Name, CodecOptions Options)[] all = [.. ways];
        var points = new AccuracyPoint[all.Length];
        Parallel.For(0, all.Length, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, i => points[i] = AccuracyPoint.Measure(all[i].Name, network, all[i].Options));
        Print(points, elements);
        return new AccuracyCurve(name, points);
    }

    /// <summary>A line each: bits an element, divergence, agreement, drop.</summary>
    public static void Print(IEnumerable<AccuracyPoint> points, long elements)
    {
        foreach (AccuracyPoint p in points)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {p.Name,-20} {p.Coded.Average() / elements,8:F3} {p.Carried.Average() / elements,8:F3} {p.Divergence.Average(),8:F4} {p.Agreement,8:F2} {p.Drop,7:F2}"));
        }
    }

    /// <summary>Prints bits at equal accuracy with bootstrap intervals; gives the others' ratios at a 1-point drop, at equal agreement, then at three divergences (of a detector
    /// per image, added up).</summary>
    public static double[][] Compare(AccuracyNetwork network, AccuracyCurve hevc, AccuracyCurve[] others, long elements)
    {
        (double agreement, double[] levels) = network.Detects ? (80, [1.0, 2, 4]) : (95, new[] { 0.02, 0.04, 0.08 });
        (string Name, Func<AccuracyCurve, int[], double> Bits)[] columns =
        [
            ("1 point", (c, w) => c.BitsAtDrop(1, w)),
            ($"{agreement} % agree", (c, w) => c.BitsAtDisagreement(100 - agreement, w)),
            .. levels.Select(l => ($"KL {l}", new Func<AccuracyCurve, int[], double>((c, w) => c.BitsAtDivergence(l, w)))),
        ];
        var ratios = new List<double[]>();
        foreach (AccuracyCurve other in others)
        {
            ConfidenceInterval[] found = PairedBootstrap.Intervals(
                network.Test.Count, 3 * columns.Length,
                (weights, values) =>
                {
                    int[] drawn = weights.ToArray();
                    for (int c = 0; c < columns.Length; c++)
                    {
                        double a = columns[c].Bits(hevc, drawn), b = columns[c].Bits(other, drawn);
                        (values[3 * c], values[(3 * c) + 1], values[(3 * c) + 2]) = (a / elements, b / elements, b / a);
                    }
                },
                new BootstrapOptions());
            Console.WriteLine($"  {other.Name} against {hevc.Name}, bits per element and ratio with its 95 % interval:");
            for (int c = 0; c < columns.Length; c++)
            {
                ConfidenceInterval ratio = found[(3 * c) + 2];
                Console.WriteLine($"    {columns[c].Name,-12} {Text(found[3 * c].Estimate)} {Text(found[(3 * c) + 1].Estimate)}   {Text(ratio.Estimate)} ({Text(ratio.Low)}..{Text(ratio.High)})");
            }

            ratios.Add([.. Enumerable.Range(0, columns.Length).Select(c => found[(3 * c) + 2].Estimate)]);
        }

        return [.. ratios];
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Text(double value) => value.ToString("F3", CultureInfo.InvariantCulture);
}
