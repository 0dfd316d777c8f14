using System.Diagnostics;
using System.Globalization;
using VideoFeat.Bridges;
using VideoFeat.Bridges.Entropy;
using VideoFeat.Bridges.Files.Arrays;
using VideoFeat.Bridges.Hevc;
using VideoFeat.Bridges.NearLossless;
using VideoFeat.Bridges.Profiles;
using VideoFeat.Packing;
using VideoFeat.Packing.Layout;
using VideoFeat.Packing.Quantization;

namespace VideoFeat.Benchmarks;

/// <summary>
/// Lossless coding of 8-bit codes: bits per element with all side information and MB of codes per CPU-second both ways, beside libx265 lossless and, where
/// their programs are there, picture and byte coders over the same codes, tiled.
/// </summary>
internal static class EntropyBench
{
    /// <summary>Features come from the evaluation kit, which is no part of the repository: VIDEOFEAT_KIT, or ../shared/kit.</summary>
    public static void Run(double seconds)
    {
        string kit = Environment.GetEnvironmentVariable("VIDEOFEAT_KIT") ?? Path.Combine("..", "shared", "kit");
        string features = Path.Combine(kit, "features");
        if (!Directory.Exists(features))
        {
            Console.WriteLine($"entropy: skipped because {features} is not there (set VIDEOFEAT_KIT)");
            return;
        }

        Console.WriteLine("bits per element, 8 bit, a range a tensor; / of x265 medium; MB of codes per CPU-second, coding and decoding, one thread");
        var means = new Dictionary<string, List<Row>>();
        foreach (string folder in Directory.EnumerateDirectories(features).Order(StringComparer.Ordinal))
        {
            FeatureTensor[] tensors = [.. Directory.GetFiles(folder, "*.npy").Order(StringComparer.Ordinal).Select(f => NpyFile.Read(f))];
            bool clip = Path.GetFileName(folder).StartsWith("clip", StringComparison.Ordinal);
            Row[] rows = [.. clip ? Clip(tensors) : Still(tensors, seconds)];
            Print(Path.GetFileName(folder), rows);
            foreach (Row row in clip ? [] : rows)
            {
                means.TryAdd(row.Coder, []);
                means[row.Coder].Add(row);
            }

            Array.ForEach(tensors, t => t.Dispose());
        }

        Print("mean of the still splits", [.. means.Select(m => new Row(
            m.Key, m.Value.Average(r => r.Bits), m.Value.Average(r => r.Coding), m.Value.Average(r => r.Decoding)))]);
    }

    private static IEnumerable<Row> Still(FeatureTensor[] tensors, double seconds)
    {
        var lossless = new CodecOptions { Encoder = "libx265", Lossless = true, Threads = 1 };
        yield return new Row("x265 medium", Carried(tensors, lossless with { Preset = "medium" }), 0, 0);
        yield return new Row("x265 veryslow", Carried(tensors, lossless with { Preset = "veryslow" }), 0, 0);
        foreach (NearLosslessEffort effort in Enum.GetValues<NearLosslessEffort>())
        {
            (double coding, double decoding) = Speed(tensors, effort, seconds);
            yield return new Row($"near {effort}".ToLowerInvariant(), Carried(tensors, new CodecOptions { Bridge = FeatureBridge.NearLossless, Effort = effort }), coding, decoding);
        }

        foreach (NearLosslessEffort effort in new[] { NearLosslessEffort.Default, NearLosslessEffort.Best })
        {
            yield return new Row($"near {effort} profile".ToLowerInvariant(), Calibrated(tensors, effort), 0, 0);
        }

        (byte[][] pictures, int width) = Pictures(tensors);
        foreach (OutsideCoder coder in OutsideCoder.All.Where(c => c.IsThere))
        {
            (long bytes, double coding, double decoding) = coder.Code(pictures, width);
            yield return new Row(coder.Name, 8.0 * bytes / tensors.Sum(t => (double)t.Shape.Elements), coding, decoding);
        }
    }

    private static IEnumerable<Row> Clip(FeatureTensor[] tensors)
    {
        var p = new CodecOptions { Encoder = "libx265", Lossless = true, Prediction = Prediction.LowDelayP, KeyInterval = 1000 };
        yield return new Row("x265 P medium", Carried(tensors, p with { Preset = "medium" }), 0, 0);
        yield return new Row("x265 P superfast", Carried(tensors, p), 0, 0);
        foreach (NearLosslessEffort effort in new[] { NearLosslessEffort.Default, NearLosslessEffort.Best })
        {
            yield return new Row($"near {effort} P".ToLowerInvariant(), Carried(tensors, p with { Bridge = FeatureBridge.NearLossless, Effort = effort }), 0, 0);
            yield return new Row(
                $"near {effort}".ToLowerInvariant(),
                Carried(tensors, p with { Bridge = FeatureBridge.NearLossless, Effort = effort, Prediction = Prediction.Intra }), 0, 0);
        }
    }

    private static void Print(string title, Row[] rows)
    {
        Console.WriteLine($"\n{title}");
        foreach (Row row in rows)
        {
            string speed = row.Coding == 0 ? "" : row.Decoding == 0 ? $"{row.Coding,8:F2}" : $"{row.Coding,8:F2} {row.Decoding,8:F2}";
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {row.Coder,-18} {row.Bits,7:F3} {row.Bits / rows[0].Bits,7:F3} {speed}"));
        }
    }

    // Every tensor by a profile of the others.
    private static double Calibrated(FeatureTensor[] tensors, NearLosslessEffort effort) => tensors.Average(tensor =>
    {
        FeatureSet[] others = [.. tensors.Where(t => t != tensor).Select(t => new FeatureSet(FeatureTensor.FromFloats(t.Floats, t.Shape, t.Name)))];
        ProfileChunk chunk = NearLosslessCalibration.Run(others, effort);
        Profile profile = Profile.Create(new ProfileMeta { Tensors = [others[0][0].Spec.SingleSet] }, chunk);
        Array.ForEach(others, o => o.Dispose());
        return Carried([tensor], new CodecOptions { Bridge = FeatureBridge.NearLossless, Effort = effort, Profile = profile });
    });

    // All bits of the access units, after a decoder has given every set back intact.
    private static double Carried(FeatureTensor[] tensors, CodecOptions options)
    {
        using FeatureEncoder encoder = FeatureEncoder.Open([tensors[0].Spec], options);
        var profiles = new ProfileLibrary();
        if (options.Profile is Profile profile)
        {
            profiles.Add(profile);
        }

        using var decoder = FeatureDecoder.Open(null, profiles);
        long bits = 0, elements = 0;
        foreach (FeatureTensor tensor in tensors)
        {
            using CodedFeature coded = encoder.Encode(tensor);
            bits += coded.Bits;
            elements += coded.Elements;
            using DecodedFeature decoded = decoder.Decode(coded).Single();
            if (decoded.State != FeatureState.Intact)
            {
                throw new InvalidOperationException($"A set came back {decoded.State}: {decoded.Reason}");
            }
        }

        return (double)bits / elements;
    }

    private static (double Coding, double Decoding) Speed(FeatureTensor[] tensors, NearLosslessEffort effort, double seconds)
    {
        ChannelGeometry[] geometry = [ChannelGeometry.Of(tensors[0].Spec)];
        var options = new NearLosslessOptions { Effort = effort, Threads = 1 };
        ushort[][][] codes = [.. tensors.Select(t => new[] { Codes(t) })];
        QuantizerParameters[] ranges = [new([0], [1])];
        byte[][] payloads = new byte[codes.Length][];
        double coding = CpuTime.Least(seconds, () =>
        {
            for (int i = 0; i < codes.Length; i++)
            {
                payloads[i] = new PayloadWriter(geometry, 8, options, MixerWidths.Best).Write(codes[i], ranges, key: true);
            }
        });
        double decoding = CpuTime.Least(seconds, () => Array.ForEach(payloads, p => new PayloadReader(geometry, 8, 1, MixerWidths.Best).Read(p, ranges, out _)));
        double megabytes = codes.Sum(c => c[0].Length) / 1e6;
        return (megabytes / coding, megabytes / decoding);
    }

    private static ushort[] Codes(FeatureTensor tensor)
    {
        using var set = new FeatureSet(FeatureTensor.FromFloats(tensor.Floats, tensor.Shape, "codes"));
        var quantizer = new FeatureQuantizer([set[0].Spec], new QuantizerOptions());
        var codes = new ushort[ChannelGeometry.Of(set[0].Spec).Elements];
        quantizer.Quantize(set, 0, 0, quantizer.Measure(set, 0)[0], codes);
        return codes;
    }

    private static (byte[][] Pictures, int Width) Pictures(FeatureTensor[] tensors)
    {
        PackPlan plan = PackPlan.Create([tensors[0].Spec], new LayoutOptions());
        var packer = new FeaturePacker(plan, new QuantizerOptions());
        var pictures = new byte[tensors.Length][];
        for (int i = 0; i < pictures.Length; i++)
        {
            using var set = new FeatureSet(FeatureTensor.FromFloats(tensors[i].Floats, tensors[i].Shape, tensors[i].Name));
            pictures[i] = new byte[plan.BytesPerSet(8)];
            packer.Pack(set, 0, packer.Measure(set, 0), pictures[i]);
        }

        return (pictures, plan.FrameWidth);
    }

    private sealed record Row(string Coder, double Bits, double Coding, double Decoding);
}
