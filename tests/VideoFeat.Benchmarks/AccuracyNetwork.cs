using VideoFeat.Bridges.Onnx;
using VideoFeat.Bridges.Transform.Calibration;
using VideoFeat.Cli;
using VideoFeat.Cli.Demo;
using VideoFeat.Evaluation;
using VideoFeat.Packing;
using VideoFeat.Splitting;

namespace VideoFeat.Benchmarks;

/// <summary>A network of the kit, cut, with its images: features and answers in memory. Owns them until disposed.</summary>
internal sealed class AccuracyNetwork : IDisposable
{
    private readonly SplitModel _model;
    private readonly YoloxOptions? _detector;

    private AccuracyNetwork(string name, SplitModel model, YoloxOptions? detector)
    {
        Name = name;
        _model = model;
        _detector = detector;
    }

    public string Name { get; }

    public bool Detects => _detector is not null;

    /// <summary>Images that calibration may see.</summary>
    public List<AccuracyItem> Calibration { get; } = [];

    /// <summary>Images that it may not.</summary>
    public List<AccuracyItem> Test { get; } = [];

    public YoloxOptions Detector => _detector!;

    /// <summary>Those that a profile is calibrated for; <see cref="Open"/> knows a few cuts more.</summary>
    public static IReadOnlyList<string> Names { get; } = ["mobilenet-pw5", "resnet20-layer1", "yolox-dark3", "yolox-pyramid"];

    /// <summary>Loads a network and runs its front half on its images. Which images calibrate is drawn by a fixed seed.</summary>
    /// <param name="name">A network and its cut.</param>
    /// <param name="kit">The evaluation kit.</param>
    /// <param name="cifar">Folder of the CIFAR-10 images.</param>
    /// <param name="images">Most test images.</param>
    /// <param name="calibration">Images to calibrate on.</param>
    public static AccuracyNetwork Open(string name, string kit, string cifar, int images, int calibration)
    {
        (string file, string[] cut, string recipe) = name switch
        {
            "mobilenet-pw3" => ("mobilenet_v1_0.75_224.onnx", ["conv_pw_3_relu6"], "imagenet-tf"),
            "mobilenet-pw5" => ("mobilenet_v1_0.75_224.onnx", ["conv_pw_5_relu6"], "imagenet-tf"),
            "mobilenet-pw11" => ("mobilenet_v1_0.75_224.onnx", ["conv_pw_11_relu6"], "imagenet-tf"),
            "resnet20-layer1" => ("resnet20_cifar10.onnx", ["/layer1/layer1.2/Relu_1_output_0"], "cifar10"),
            "resnet20-layer2" => ("resnet20_cifar10.onnx", ["/layer2/layer2.2/Relu_1_output_0"], "cifar10"),
            "yolox-dark3" => ("yolox_nano_416.onnx", ["input.175"], "yolox"),
            "yolox-pyramid" => ("yolox_nano_416.onnx", new[] { "input.471", "input.531", "input.591" }, "yolox"),
            _ => throw new ArgumentException($"--network is '{name}'; allowed are all, {string.Join(", ", Names)}."),
        };
        SplitModel model = SplitModel.Load(Path.Combine(kit, "models", file), cut);
        InputRecipe input = InputRecipes.ByName(recipe).For(model.Inputs[0]);
        var network = new AccuracyNetwork(name, model, recipe == "yolox" ? new YoloxOptions { InputWidth = input.Width, InputHeight = input.Height } : null);
        ImageSource source = recipe switch
        {
            "cifar10" => Cifar(cifar, input),
            "yolox" => Coco(Path.Combine(kit, "images", "coco"), input, network.Detector),
            _ => ImageNet(Path.Combine(kit, "images", "imagenet"), input),
        };
        int[] order = [.. Enumerable.Range(0, source.Count)];
        new Random(1).Shuffle(order);

        // Where images are few, half may calibrate, and the kit's other photographs step in for testing them all.
        calibration = Math.Min(calibration, source.Spare is null ? source.Count / 2 : int.MaxValue);
        foreach (int i in source.Spare is null ? order.Take(calibration) : [])
        {
            network.Calibration.Add(network.Run(source.Read(i), input));
        }

        for (int i = 0; source.Spare is not null && i < calibration; i++)
        {
            network.Calibration.Add(network.Run(source.Spare(i), input));
        }

        foreach (int i in order.Skip(source.Spare is null ? calibration : 0).Take(images))
        {
            network.Test.Add(network.Run(source.Read(i), input));
        }

        return network;
    }

    /// <summary>The back half's outputs.</summary>
    public IReadOnlyList<NetworkAnswer> Back(FeatureSet set)
    {
        using NetworkOutputs outputs = _model.Back(set);
        return [.. outputs.Select(o => new NetworkAnswer(o.Elements<float>().ToArray(), (int)o.Dimensions[^1]))];
    }

    /// <summary>What of the outputs counts when a profile is made.</summary>
    public IReadOnlyList<NetworkAnswer> Judged(FeatureSet set) => _detector is null ? Back(set) : YoloxAnswers.Of(Back(set), _detector);

    public void Dispose()
    {
        foreach (AccuracyItem item in Calibration.Concat(Test))
        {
            item.Features.Dispose();
        }

        _model.Dispose();
    }

    private AccuracyItem Run(EvaluationItem item, InputRecipe input)
    {
        FeatureSet features = _model.Front(item.Picture.Values, input.Shape);
        return new AccuracyItem(item, features, Back(features)[0].Values);
    }

    private static ImageSource ImageNet(string folder, InputRecipe input)
    {
        Dictionary<string, int> labels = Labels.ReadCsv(Path.Combine(folder, "labels.csv"));
        string[] files = [.. Inputs.Expand([folder], Inputs.ImageExtensions)];
        Func<int, EvaluationItem> read = i => new EvaluationItem(files[i], PictureSource.ReadImage(files[i], input), labels[Path.GetFileName(files[i])]);

        // All 500 are for testing; COCO's photographs show other things through the same camera eyes.
        string[] spare = [.. Inputs.Expand([Path.Combine(folder, "..", "coco")], Inputs.ImageExtensions)];
        return new ImageSource(files.Length, read, i => new EvaluationItem(spare[i % spare.Length], PictureSource.ReadImage(spare[i % spare.Length], input), null));
    }

    private static ImageSource Coco(string folder, InputRecipe input, YoloxOptions detector)
    {
        string[] files = [.. Inputs.Expand([folder], Inputs.ImageExtensions)];
        string[] spare = [.. Inputs.Expand([Path.Combine(folder, "..", "imagenet")], Inputs.ImageExtensions).Where((_, i) => i % 7 == 3)];
        return new ImageSource(
            files.Length,
            i =>
            {
                PictureInput picture = PictureSource.ReadImage(files[i], input);
                string text = Directory.EnumerateFiles(folder, Path.GetFileNameWithoutExtension(files[i]) + ".txt", SearchOption.AllDirectories).First();
                return new EvaluationItem(files[i], picture, Objects: YoloLabelFile.Read(text, detector.Classes, picture.Width, picture.Height));
            },
            i => new EvaluationItem(spare[i], PictureSource.ReadImage(spare[i], input)));
    }

    private static ImageSource Cifar(string folder, InputRecipe input)
    {
        CifarImages images = CifarImages.OpenAsync(folder, CancellationToken.None).GetAwaiter().GetResult();
        return new ImageSource(
            images.Count,
            i =>
            {
                var values = new float[input.Elements];
                images.Read(i, values);
                (float, float)[] channels = [(input.Mean.Red, input.Std.Red), (input.Mean.Green, input.Std.Green), (input.Mean.Blue, input.Std.Blue)];
                for (int j = 0; j < values.Length; j++)
                {
                    (float mean, float deviation) = channels[j / CifarImages.PixelsOfImage];
                    values[j] = (values[j] - mean) / deviation;
                }

                return new EvaluationItem($"{i}", new PictureInput(values, CifarImages.Size, CifarImages.Size), images.Label(i));
            },
            null);
    }

    private sealed record ImageSource(int Count, Func<int, EvaluationItem> Read, Func<int, EvaluationItem>? Spare);
}

/// <summary>One image: its features, and the first output of the back half on them.</summary>
internal sealed record AccuracyItem(EvaluationItem Image, FeatureSet Features, float[] Reference);
