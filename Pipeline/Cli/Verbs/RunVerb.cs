using System.CommandLine;
using VideoFeat.Bridges.Onnx;
using VideoFeat.Evaluation;
using VideoFeat.Splitting;

namespace VideoFeat.Cli.Verbs;

/// <summary><c>videofeat run</c>: front half, HEVC file, back half; accuracy and agreement with the uncut network.</summary>
internal static class RunVerb
{
    public static Command Create()
    {
        var path = new Argument<string>("model") { Description = "An ONNX network." };
        var images = new Option<string[]>("--images", "-i") { Description = "Images or folders of them.", Required = true, AllowMultipleArgumentsPerToken = true };
        var limit = new Option<int?>("--limit") { Description = "At most this many images." };
        var labels = new Option<string?>("--labels") { Description = "classify: a CSV of FILE,CLASS; yolox: a folder of YOLO text files." };
        var task = new Option<string>("--task") { Description = "classify (first output: logits) or yolox.", DefaultValueFactory = _ => "classify" };
        var points = new Option<string?>("--points") { Description = $"Several ways of coding in one run, comma-separated: {OperatingPoints.Grammar}." };
        var output = new Option<string?>("--output", "-o") { Description = "Folder that keeps the feature files; without it they go to a temporary one." };
        var extension = new Option<string>("--container") { Description = "mp4, mkv, ts or hevc.", DefaultValueFactory = _ => "mp4" };
        var json = new Option<bool>("--json") { Description = "Print the result as JSON." };
        var model = new ModelFlags();
        var codec = new CodecFlags();
        var command = new Command("run", """
            A network cut in two, its features through an HEVC file, and the back half's answers beside the uncut network's.

            Examples:
              videofeat run mobilenet.onnx --cut conv_pw_5_relu6 --recipe imagenet-tf --images photos/ --labels labels.csv --points b8-lossless,b10-lossless,b8-qp22
              videofeat run yolox_nano.onnx --cut input.471 input.531 input.591 --recipe yolox --task yolox --images coco/val2017 --labels coco/labels_yolo
            """) { path, images, limit, labels, task, points, output, extension, json };
        model.AddTo(command, modelIsArgument: true);
        codec.AddTo(command);
        command.SetAction((result, cancellation) => Faults.GuardAsync(async () =>
        {
            CodecOptions basis = codec.Read(result);
            IReadOnlyList<OperatingPoint> operating = result.GetValue(points) is string list ? OperatingPoints.Parse(list, basis) : [new("run", basis)];
            string container = CodecFlags.Choice("--container", result.GetValue(extension)!, ("mp4", ".mp4"), ("mkv", ".mkv"), ("ts", ".ts"), ("hevc", ".hevc"));
            bool yolox = CodecFlags.Choice("--task", result.GetValue(task)!, ("classify", false), ("yolox", true));
            IReadOnlyList<string> files = Inputs.Expand(result.GetValue(images)!, Inputs.ImageExtensions);
            files = [.. files.Take(result.GetValue(limit) ?? int.MaxValue)];
            (SplitModel split, InputRecipe recipe) = model.Load(result, result.GetValue(path)!);
            using (split)
            using (var folder = new OutputFolder(result.GetValue(output)))
            {
                YoloxOptions detector = new() { InputWidth = recipe.Width, InputHeight = recipe.Height };
                EvaluationItems items = yolox
                    ? Detection(files, recipe, result.GetValue(labels), detector)
                    : Classification(files, recipe, result.GetValue(labels));
                Func<TaskScore> score = yolox ? () => new YoloxScore(detector) : () => new ClassifierScore();
                EvaluationResult found = await Steps.RunAsync("run", 2L * items.Count, result.GetValue(json), steps => Task.Run(
                    () => new SplitEvaluation(split, recipe.Shape, items, () => steps.Advance()).Run(operating, folder.Path, container, score, cancellation),
                    cancellation)).ConfigureAwait(false);
                Print(found, result.GetValue(path)!, split, items.Count, result.GetValue(json));
                return found.Points.All(p => p.Lost == 0) ? ExitCode.Ok : ExitCode.BadInput;
            }
        }));
        return command;
    }

    private static void Print(EvaluationResult found, string path, SplitModel split, int images, bool json)
    {
        if (json)
        {
            Terminal.WriteJson(EvaluationTable.ForMachines(found));
        }
        else
        {
            Console.Out.WriteLine($"{Path.GetFileName(path)} cut at {string.Join(" + ", split.Cut)}, {images} images");
            EvaluationTable.Print(found);
        }
    }

    private static EvaluationItems Classification(IReadOnlyList<string> files, InputRecipe recipe, string? labels)
    {
        Dictionary<string, int> classes = labels is null ? [] : Labels.ReadCsv(ModelFlags.Existing(labels));
        return new EvaluationItems(files.Count, i => new EvaluationItem(
            Path.GetFileNameWithoutExtension(files[i]),
            PictureSource.ReadImage(files[i], recipe),
            classes.TryGetValue(Path.GetFileName(files[i]), out int label) ? label : null));
    }

    private static EvaluationItems Detection(IReadOnlyList<string> files, InputRecipe recipe, string? labels, YoloxOptions detector)
    {
        if (labels is not null && !Directory.Exists(labels))
        {
            throw new DirectoryNotFoundException($"{labels}: no such folder of labels.");
        }

        return new EvaluationItems(files.Count, i =>
        {
            PictureInput picture = PictureSource.ReadImage(files[i], recipe);
            string stem = Path.GetFileNameWithoutExtension(files[i]);
            string? text = labels is null ? null : Path.Combine(labels, stem + ".txt");
            IReadOnlyList<LabelledBox>? boxes = text is not null && File.Exists(text)
                ? YoloLabelFile.Read(text, detector.Classes, picture.Width, picture.Height)
                : null;
            return new EvaluationItem(stem, picture, Objects: boxes);
        });
    }
}
