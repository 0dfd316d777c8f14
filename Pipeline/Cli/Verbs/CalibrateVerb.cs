using System.CommandLine;
using System.Diagnostics;
using Spectre.Console;
using VideoFeat.Bridges.Onnx;
using VideoFeat.Bridges.Transform.Calibration;
using VideoFeat.Cli.Comparing;
using VideoFeat.Evaluation;
using VideoFeat.Packing;
using VideoFeat.Splitting;
using VideoFeat.Tuning;
using Profile = VideoFeat.Bridges.Profiles.Profile;

namespace VideoFeat.Cli.Verbs;

/// <summary><c>videofeat calibrate</c>: a profile out of a network, a cut and some images, or out of tensors alone.</summary>
internal static class CalibrateVerb
{
    public static Command Create()
    {
        var inputs = new Argument<string[]>("inputs") { Description = "An ONNX network, then images or folders of them; or tensor files alone.", Arity = ArgumentArity.OneOrMore };
        var images = new Option<string[]>("--images", "-i") { Description = "Images or folders of them, where they do not stand behind the network.", AllowMultipleArgumentsPerToken = true };
        var output = new Option<string>("--output", "-o") { Description = "The profile to write.", Required = true };
        var limit = new Option<int>("--limit") { Description = "At most this many sets, spread over the inputs; 16 to 64 are good.", DefaultValueFactory = _ => 32 };
        var block = new Option<int>("--block") { Description = "Rows and columns of a block, 1..16; 0: what codes best." };
        var task = new Option<string>("--task") { Description = "What the network's answers are: classify (every output counts as it is) or yolox (scores and boxes).", DefaultValueFactory = _ => "classify" };
        var json = new Option<bool>("--json") { Description = "Print the result as JSON." };
        var model = new ModelFlags();
        var tuning = new Autotuning();
        var command = new Command("calibrate", """
            A profile for the transform bridge: what both ends need to code a network's features in fewer bits. Made in seconds, without training.
            With a target it also finds the operating point with the fewest bits that holds it on items that took no part; encode, send and batch
            take that point with --profile.

            Examples:
              videofeat calibrate mobilenet.onnx photos/ --cut conv_pw_5_relu6 --recipe imagenet-tf -o pw5.profile
              videofeat calibrate yolox_nano.onnx photos/ --cut input.471 input.531 input.591 --recipe yolox --task yolox -o fpn.profile
              videofeat calibrate features/ -o features.profile
              videofeat calibrate mobilenet.onnx photos/ --cut conv_pw_5_relu6 --recipe imagenet-tf --labels labels.csv --target-drop 1.0 -o pw5.profile
              videofeat encode features/ -o f.mp4 --bridge transform --profile features.profile --step-scale 2
              videofeat decode f.mp4 -o back/ --profile features.profile
            """) { inputs, images, output, limit, block, task, json };
        model.AddTo(command, modelIsArgument: true);
        tuning.AddTo(command);
        command.SetAction((result, cancellation) => Faults.GuardAsync(async () =>
        {
            string[] named = [.. result.GetValue(inputs)!, .. result.GetValue(images) ?? []];
            string? network = named[0].EndsWith(".onnx", StringComparison.OrdinalIgnoreCase) ? named[0] : null;
            var options = new CalibrationOptions { BlockSize = result.GetValue(block), Progress = Terminal.Note };
            bool yolox = CodecFlags.Choice("--task", result.GetValue(task)!, ("classify", false), ("yolox", true));
            string path = result.GetValue(output)!;
            if (tuning.Target(result) is TuningTarget target)
            {
                await tuning.RunAsync(
                    result, target, yolox ? "yolox" : "classify", network, network is null ? named : named[1..], network is null ? [] : model.Cut(result), model.RecipeName(result), result.GetValue(limit), options, path,
                    cancellation).ConfigureAwait(false);
                return ExitCode.Ok;
            }

            var clock = Stopwatch.StartNew();
            Profile profile = await Task.Run(
                () => network is null
                    ? OfTensors(named, result.GetValue(limit), options)
                    : OfNetwork(model, result, network, named[1..], result.GetValue(limit), options, yolox, cancellation),
                cancellation).ConfigureAwait(false);
            profile.Write(path);
            Print(profile, path, clock.Elapsed.TotalSeconds, result.GetValue(json));
            return ExitCode.Ok;
        }));
        return command;
    }

    private static Profile OfNetwork(
        ModelFlags flags, ParseResult result, string network, string[] named, int limit, CalibrationOptions options, bool yolox,
        CancellationToken cancellation)
    {
        IReadOnlyList<string> files = Spread(Inputs.Expand(named, Inputs.ImageExtensions), limit);
        (SplitModel model, InputRecipe recipe) = flags.Load(result, network);
        using (model)
        {
            var sets = new List<FeatureSet>();
            try
            {
                foreach (string file in files)
                {
                    sets.Add(model.Front(PictureSource.ReadImage(file, recipe).Values, recipe.Shape, cancellation));
                }

                YoloxOptions? detector = yolox ? new YoloxOptions { InputWidth = recipe.Width, InputHeight = recipe.Height } : null;
                return ModelCalibration.Run(model, sets, $"videofeat calibrate, {sets.Count} images", options, detector);
            }
            finally
            {
                sets.ForEach(s => s.Dispose());
            }
        }
    }

    private static Profile OfTensors(string[] named, int limit, CalibrationOptions options)
    {
        var sets = new List<FeatureSet>();
        try
        {
            foreach (string file in Spread(Inputs.Expand(named, Inputs.TensorExtensions), limit))
            {
                sets.Add(Bridges.Files.Arrays.TensorFiles.Read(file));
            }

            return ModelCalibration.Run(sets, $"videofeat calibrate, {sets.Count} feature sets", options);
        }
        finally
        {
            sets.ForEach(s => s.Dispose());
        }
    }

    // Folders are often in an order that means something, so every n-th file.
    private static IReadOnlyList<string> Spread(IReadOnlyList<string> files, int limit)
    {
        if (limit < CalibrationOptions.FewestSets)
        {
            throw new ArgumentException($"--limit is {limit}; calibration takes {CalibrationOptions.FewestSets} sets or more.");
        }

        return files.Count <= limit ? files : [.. Enumerable.Range(0, limit).Select(i => files[(int)((long)i * files.Count / limit)])];
    }

    private static void Print(Profile profile, string path, double seconds, bool json)
    {
        string hash = Convert.ToHexStringLower(profile.Hash.Span);
        if (json)
        {
            Terminal.WriteJson(new { path, sha256 = hash, bytes = profile.Bytes.Length, profile.Meta.CutName, profile.Meta.CreatedBy, seconds });
            return;
        }

        Table table = Terminal.Table("", "");
        foreach (TensorSpec tensor in profile.Meta.Tensors)
        {
            table.AddTextRow("tensor", tensor.ToString());
        }

        Terminal.Write(table
            .AddTextRow("profile", $"{path} ({profile.Bytes.Length:N0} bytes)")
            .AddTextRow("SHA-256", hash)
            .AddTextRow("made by", profile.Meta.CreatedBy)
            .AddTextRow("time", $"{seconds:F1} s")
            .HideHeaders());
    }
}
