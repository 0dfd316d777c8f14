using System.Globalization;
using VideoFeat.Bridges;
using VideoFeat.Bridges.Files.Arrays;
using VideoFeat.Bridges.Hevc;
using VideoFeat.Native;
using VideoFeat.Packing;
using VideoFeat.Packing.Layout;

namespace VideoFeat.Benchmarks;

/// <summary>
/// Targets in bits per element against what comes: the mean over 100 sets and the largest set, beside x265's own rate control (ABR with a buffer of a
/// second) on the same pictures in the same run.
/// </summary>
internal static class RateBench
{
    private static readonly double[] Targets = [0.5, 1.5];

    public static void Run(BenchArguments given)
    {
        int sets = (int)given.Number("--sets", 100);
        string only = given.Word("--only", "");
        Console.WriteLine($"bits per element over {sets} sets, all side information; error of the mean; largest set / target; the first set's error; QPs; x265: its ABR, pictures alone");
        Console.WriteLine($"{"features",-24} {"layout",-8}{"pred",-6}{"bits",4} {"target",7} {"mean",7} {"error",7} {"largest",8} {"first",7} {"QP",6} {"passes",6} | {"x265",7} {"error",7} {"largest",8}");
        foreach ((string name, FeatureSet[] features) in Sources())
        {
            if (!name.Contains(only, StringComparison.Ordinal))
            {
                Array.ForEach(features, f => f.Dispose());
                continue;
            }

            foreach ((LayoutKind layout, Prediction prediction, int bits) in Ways(name))
            {
                foreach (double target in Targets)
                {
                    Row(name, features, new CodecOptions { Encoder = "libx265", Layout = layout, Prediction = prediction, BitDepth = bits, BitsPerElement = target }, sets);
                }
            }

            Array.ForEach(features, f => f.Dispose());
        }
    }

    private static IEnumerable<(LayoutKind Layout, Prediction Prediction, int Bits)> Ways(string name) =>
        from layout in new[] { LayoutKind.Tiled, LayoutKind.ChannelPerFrame }
        from prediction in new[] { Prediction.Intra, Prediction.LowDelayP }
        from bits in layout == LayoutKind.Tiled && !name.StartsWith("cut", StringComparison.Ordinal) ? new[] { 8, 10 } : [8]
        select (layout, prediction, bits);

    // Made features drift slowly; the kit's, where it is there, are video frames to and fro, other photographs each time, and a cut between the two.
    private static IEnumerable<(string Name, FeatureSet[] Sets)> Sources()
    {
        yield return ("made 16x32x32", [.. Enumerable.Range(0, 50).Select(i => Drift(16, 32, 32, i))]);
        string kit = Path.Combine(Environment.GetEnvironmentVariable("VIDEOFEAT_KIT") ?? Path.Combine("..", "shared", "kit"), "features");
        if (!Directory.Exists(kit))
        {
            Console.WriteLine($"rate: the kit's features are skipped because {kit} is not there (set VIDEOFEAT_KIT)");
            yield break;
        }

        string clip = Path.Combine(kit, "clip-car-detection_yolov8n_l4");
        yield return ("clip, to and fro", [.. Read(clip), .. Read(clip).Reverse()]);
        yield return ("yolox dark3, photographs", Read(Path.Combine(kit, "yolox_nano_dark3")));
        yield return ("mobilenet pw5, photogr.", Read(Path.Combine(kit, "mobilenet_v1_0.75_pw5")));

        FeatureSet[] before = Read(clip);
        IEnumerable<FeatureSet> after = Enumerable.Range(0, 10).Select(i => Drift(64, 80, 80, i, before[0][0].Spec));
        yield return ("cut: clip, then made", [.. Enumerable.Repeat(before, 3).SelectMany(b => b), .. before[..2], .. Enumerable.Repeat(after.ToArray(), 5).SelectMany(a => a)]);
    }

    private static FeatureSet[] Read(string folder) => [.. Directory.GetFiles(folder, "*.npy").Order(StringComparer.Ordinal).Select(f => new FeatureSet(NpyFile.Read(f)))];

    private static FeatureSet Drift(int channels, int height, int width, int step, TensorSpec? spec = null)
    {
        using FeatureSet made = SampleFeatures.Make(channels, height, width, 7);
        FeatureTensor tensor = FeatureTensor.Rent(spec ?? made[0].Spec);
        var random = new Random(step);
        Span<float> values = tensor.Floats;
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = made[0].Floats[i] * (1 + (0.05f * random.NextSingle()) + (0.3f * MathF.Sin((step * 0.1f) + (i / (float)(height * width)))));
        }

        return new FeatureSet(tensor);
    }

    private static void Row(string name, FeatureSet[] features, CodecOptions options, int sets)
    {
        double target = options.BitsPerElement!.Value;
        TensorSpec spec = features[0][0].Spec;
        using FeatureEncoder encoder = FeatureEncoder.Open([spec], options);
        using var decoder = FeatureDecoder.Open();
        double largest = 0, first = 0, all = 0;
        for (int i = 0; i < sets; i++)
        {
            using CodedFeature coded = encoder.Encode(features[i % features.Length]);
            first = i == 0 ? coded.BitsPerElement : first;
            largest = Math.Max(largest, coded.BitsPerElement);
            all += coded.BitsPerElement;
            using DecodedFeature decoded = decoder.Decode(coded).Single();
            if (decoded.State != FeatureState.Intact)
            {
                throw new InvalidOperationException($"A set came back {decoded.State}: {decoded.Reason}");
            }
        }

        (double own, double ownLargest) = X265(features, options, encoder.Plan, sets);
        double mean = all / sets;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-24} {(options.Layout == LayoutKind.Tiled ? "tiled" : "channel"),-8}{(options.Prediction == Prediction.Intra ? "intra" : "P"),-6}{options.BitDepth,4} {target,7:F3} {mean,7:F3} {Percent(mean / target),7} {largest / target,7:F2}x {Percent(first / target),7} {$"{encoder.Rate!.LowestQp}-{encoder.Rate.HighestQp}",6} {encoder.Rate.ExtraPasses,6} | {own,7:F3} {Percent(own / target),7} {ownLargest / target,7:F2}x{(encoder.Rate.Note is string note ? "\n    " + note : "")}"));
    }

    private static string Percent(double ratio) => Math.Round((ratio - 1) * 100, 1).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture) + " %";

    private static (double Mean, double Largest) X265(FeatureSet[] features, CodecOptions options, PackPlan plan, int sets)
    {
        VideoEncoderSettings settings = HevcSettings.Create(HevcEncoders.X265, options.Hevc, plan, options.BitDepth) with
        {
            Qp = null,
            VaryQp = false,
            BitrateKbps = (int)Math.Max(1, options.BitsPerElement!.Value * plan.Elements * options.SetsPerSecond / 1000),
        };
        using var encoder = VideoEncoder.Open(settings);
        var packer = new FeaturePacker(plan, options.Quantizer);
        int stride = plan.FrameWidth * (options.BitDepth > 8 ? 2 : 1), frameBytes = stride * plan.FrameHeight;
        byte[] frames = new byte[frameBytes * plan.FramesPerSet];
        double largest = 0, all = 0;
        long pts = 0;
        for (int i = 0; i < sets; i++)
        {
            FeatureSet set = features[i % features.Length];
            packer.Pack(set, 0, packer.Measure(set, 0), frames);
            long bits = 0;
            for (int f = 0; f < plan.FramesPerSet; f++)
            {
                bool key = options.Prediction == Prediction.Intra || (f == 0 && i % options.KeyInterval == 0);
                encoder.Send(frames.AsSpan(f * frameBytes, frameBytes), stride, pts++, key);
                while (encoder.TryReceive(out VideoPacket? packet))
                {
                    using (packet)
                    {
                        bits += 8L * packet.Data.Length;
                    }
                }
            }

            largest = Math.Max(largest, (double)bits / plan.Elements);
            all += (double)bits / plan.Elements;
        }

        return (all / sets, largest);
    }
}
