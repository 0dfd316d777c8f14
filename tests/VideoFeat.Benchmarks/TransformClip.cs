using System.Globalization;
using VideoFeat.Bridges;
using VideoFeat.Bridges.Files.Arrays;
using VideoFeat.Bridges.Hevc;
using VideoFeat.Bridges.Profiles;
using VideoFeat.Packing;
using VideoFeat.Splitting;

namespace VideoFeat.Benchmarks;

/// <summary>The transform's prediction against x265's low-delay P on consecutive frames of the kit's clip, at equal squared error of the features.</summary>
internal static class TransformClip
{
    /// <summary>Its name among the networks.</summary>
    public const string Name = "clip-p";

    // The first frames calibrate and are not coded.
    private const int Calibration = 4;

    private static readonly int[] Qps = [18, 22, 26, 30, 34];
    private static readonly double[] Scales = [0.71, 1, 1.41, 2, 2.83, 4, 5.66, 8];

    public static void Run(string kit)
    {
        string folder = Path.Combine(kit, "features", "clip-car-detection_yolov8n_l4");
        FeatureSet[] sets = [.. Directory.GetFiles(folder, "*.npy").Order(StringComparer.Ordinal).Select(f => new FeatureSet(NpyFile.Read(f)))];
        FeatureSet[] test = sets[Calibration..];
        Profile profile = ModelCalibration.Run(sets[..Calibration], "bench transform");
        Console.WriteLine($"{Name}: {test.Length} frames behind the {Calibration} that calibrate, the first alone, the others predicted; error in units of the variance");
        var p = new CodecOptions { Prediction = Prediction.LowDelayP, KeyInterval = 1000 };
        (string Name, CodecOptions Options)[] x265 = [.. Qps.Select(q => ($"x265 P QP {q}", p with { Encoder = "libx265", Qp = q }))];
        (string Name, CodecOptions Options)[] own = [.. Scales.Select(s => (Invariant($"transform P {s}"), p with { Bridge = FeatureBridge.Transform, Profile = profile, StepScale = s }))];
        (string Name, CodecOptions Options)[] alone = [.. Scales.Select(s => (Invariant($"transform {s}"), own[0].Options with { Prediction = Prediction.Intra, StepScale = s }))];
        (double Error, double Bits)[] reference = Curve(x265, test);
        foreach ((string name, (double Error, double Bits)[] curve) in new[] { ("P", Curve(own, test)), ("alone", Curve(alone, test)) })
        {
            foreach (double error in new[] { 0.02, 0.04, 0.08 })
            {
                Console.WriteLine(Invariant($"  at an error of {error}: x265 P {At(reference, error):F3}, transform {name} {At(curve, error):F3} bits per element, ratio {At(curve, error) / At(reference, error):F3}"));
            }
        }

        Array.ForEach(sets, s => s.Dispose());
    }

    private static (double Error, double Bits)[] Curve((string Name, CodecOptions Options)[] ways, FeatureSet[] sets) =>
        [.. ways.Select(w => Point(w.Name, w.Options, sets)).OrderBy(p => p.Error)];

    private static (double Error, double Bits) Point(string name, CodecOptions options, FeatureSet[] sets)
    {
        var profiles = new ProfileLibrary();
        if (options.Profile is Profile profile)
        {
            profiles.Add(profile);
        }

        using FeatureEncoder encoder = FeatureEncoder.Open([.. sets[0].Select(t => t.Spec)], options);
        using FeatureDecoder decoder = FeatureDecoder.Open(null, profiles);
        double bits = 0, error = 0;
        foreach (FeatureSet set in sets)
        {
            using CodedFeature coded = encoder.Encode(set);
            using DecodedFeature decoded = decoder.Decode(coded).Single();
            bits += coded.Bits;
            error += FeatureError.Measure(set[0], decoded.Set?[0] ?? throw new InvalidOperationException($"{name}: a set is {decoded.State}: {decoded.Reason}")).MeanSquared / Variance(set[0]);
        }

        (double Error, double Bits) point = (error / sets.Length, bits / sets.Length / sets[0].Elements);
        Console.WriteLine(Invariant($"  {name,-18} {point.Bits:F3} bits per element, error {point.Error:F4}"));
        return point;
    }

    private static double Variance(FeatureTensor tensor)
    {
        double sum = 0, squares = 0;
        foreach (float v in tensor.Floats)
        {
            sum += v;
            squares += v * (double)v;
        }

        int n = tensor.Shape.Elements;
        return (squares / n) - (sum / n * (sum / n));
    }

    private static double At((double Error, double Bits)[] curve, double error)
    {
        for (int i = 0; i + 1 < curve.Length; i++)
        {
            if (curve[i].Error <= error && error <= curve[i + 1].Error)
            {
                double share = Math.Log(error / curve[i].Error) / Math.Log(curve[i + 1].Error / curve[i].Error);
                return curve[i].Bits * Math.Pow(curve[i + 1].Bits / curve[i].Bits, share);
            }
        }

        return double.NaN;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
