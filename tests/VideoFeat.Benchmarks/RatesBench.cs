using System.Globalization;
using VideoFeat.Bridges;
using VideoFeat.Bridges.Files.Arrays;
using VideoFeat.Bridges.Hevc;
using VideoFeat.Packing;
using VideoFeat.Packing.Layout;

namespace VideoFeat.Benchmarks;

/// <summary>Bits per element of real features: lossless and QP 10..40, tiled against a frame a channel, intra against P on consecutive frames.</summary>
internal static class RatesBench
{
    private static readonly int[] Qps = [10, 16, 22, 28, 34, 40];

    /// <summary>Features come from the evaluation kit, which is no part of the repository: VIDEOFEAT_KIT, or ../shared/kit.</summary>
    public static void Run(double seconds)
    {
        _ = seconds; // sizes need no repetition
        string kit = Environment.GetEnvironmentVariable("VIDEOFEAT_KIT") ?? Path.Combine("..", "shared", "kit");
        string features = Path.Combine(kit, "features");
        if (!Directory.Exists(features))
        {
            Console.WriteLine($"rates: skipped because {features} is not there (set VIDEOFEAT_KIT)");
            return;
        }

        Console.WriteLine("bits per element, all side information (libx265 superfast, feature preset, a range a tensor); err: largest error in quantizer steps, all images");
        Console.WriteLine($"{"split",-30} {"layout",-8} {"pred",-6} {"8 bit",7} {"err",6} {"10 bit",7} {"err",6} {string.Join(' ', Qps.Select(q => $"{"QP " + q,6}"))}");
        foreach (string folder in Directory.EnumerateDirectories(features).Order(StringComparer.Ordinal))
        {
            FeatureTensor[] tensors = [.. Directory.GetFiles(folder, "*.npy").Order(StringComparer.Ordinal).Select(f => NpyFile.Read(f))];
            string name = Path.GetFileName(folder);
            Row(name, tensors, LayoutKind.Tiled, Prediction.Intra);
            Row(name, tensors, LayoutKind.ChannelPerFrame, Prediction.Intra);
            if (name.StartsWith("clip", StringComparison.Ordinal))
            {
                Row(name, tensors, LayoutKind.Tiled, Prediction.LowDelayP);
                Row(name, tensors, LayoutKind.ChannelPerFrame, Prediction.LowDelayP);
            }

            Array.ForEach(tensors, t => t.Dispose());
        }
    }

    private static void Row(string name, FeatureTensor[] tensors, LayoutKind layout, Prediction prediction)
    {
        var basis = new CodecOptions { Encoder = "libx265", Layout = layout, Prediction = prediction };
        (double bpe8, double error8) = Code(tensors, basis with { Lossless = true });
        (double bpe10, double error10) = Code(tensors, basis with { Lossless = true, BitDepth = 10 });
        string lossy = string.Join(' ', Qps.Select(q => Code(tensors, basis with { Qp = q }).BitsPerElement.ToString("F3", CultureInfo.InvariantCulture).PadLeft(6)));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-30} {(layout == LayoutKind.Tiled ? "tiled" : "channel"),-8} {(prediction == Prediction.Intra ? "intra" : "P"),-6} {bpe8,7:F3} {error8,6:F4} {bpe10,7:F3} {error10,6:F4} {lossy}"));
    }

    private static (double BitsPerElement, double ErrorInSteps) Code(FeatureTensor[] tensors, CodecOptions options)
    {
        using FeatureEncoder encoder = FeatureEncoder.Open([tensors[0].Spec], options);
        using var decoder = FeatureDecoder.Open();
        long bits = 0, elements = 0;
        double worst = 0;
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

            worst = Math.Max(worst, FeatureError.Measure(tensor, decoded.Set![0]).MaxAbs / Step(tensor, options.BitDepth));
        }

        return ((double)bits / elements, worst);
    }

    private static double Step(FeatureTensor tensor, int bitDepth)
    {
        float min = float.PositiveInfinity, max = float.NegativeInfinity;
        foreach (float v in tensor.Floats)
        {
            min = Math.Min(min, v);
            max = Math.Max(max, v);
        }

        return ((double)max - min) / ((1 << bitDepth) - 1);
    }
}
