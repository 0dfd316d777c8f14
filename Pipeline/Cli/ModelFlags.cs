using System.CommandLine;
using System.Runtime.CompilerServices;
using VideoFeat.Bridges;
using VideoFeat.Bridges.Onnx;
using VideoFeat.Packing;
using VideoFeat.Splitting;
using VideoFeat.Streaming;

namespace VideoFeat.Cli;

/// <summary>The flags that name a network, its cut, and how pictures become its input.</summary>
internal sealed class ModelFlags(string purpose = "An ONNX network whose front half makes the features.")
{
    private readonly Option<string?> _model = new("--model", "-m") { Description = purpose };
    private readonly Option<string[]> _cut = new("--cut", "-c")
    {
        Description = "The tensor, or the set of tensors, to cut at (videofeat split lists them).",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string> _recipe = new("--recipe")
    {
        Description = $"How pictures become the network's input: {string.Join(", ", InputRecipes.All.Select(r => r.Name))}, or a .json file.",
        DefaultValueFactory = _ => "unit",
    };

    private readonly Option<int> _threads = new("--model-threads") { Description = "Threads of the network; 0: the runtime's choice." };

    private readonly Option<string> _provider = new("--provider") { Description = "cpu or cuda.", DefaultValueFactory = _ => "cpu" };

    /// <summary>With <paramref name="modelIsArgument"/> the model's path comes from elsewhere.</summary>
    public void AddTo(Command command, bool modelIsArgument = false)
    {
        if (!modelIsArgument)
        {
            command.Options.Add(_model);
        }

        foreach (Option option in new Option[] { _cut, _recipe, _threads, _provider })
        {
            command.Options.Add(option);
        }
    }

    public bool IsGiven(ParseResult result) => result.GetValue(_model) is not null;

    public IReadOnlyList<string> Cut(ParseResult result) => result.GetValue(_cut) is { Length: > 0 } cut
        ? cut
        : throw new ArgumentException("--cut is missing: name the tensor or tensors to cut at (videofeat split MODEL lists them).");

    /// <summary>What --recipe says.</summary>
    public string RecipeName(ParseResult result) => result.GetValue(_recipe)!;

    /// <summary>Loads the network that --model names.</summary>
    public (SplitModel Model, InputRecipe Recipe) Load(ParseResult result) => Load(result, result.GetValue(_model)!);

    /// <summary>Loads the network, cut, and its recipe sized for its input; the caller owns the model.</summary>
    public (SplitModel Model, InputRecipe Recipe) Load(ParseResult result, string path)
    {
        InputRecipe recipe = Recipe(result.GetValue(_recipe)!);
        SplitModel model = SplitModel.Load(Existing(path), Cut(result), new SplitModelOptions
        {
            Threads = result.GetValue(_threads),
            Provider = CodecFlags.Choice("--provider", result.GetValue(_provider)!, ("cpu", ExecutionProvider.Cpu), ("cuda", ExecutionProvider.Cuda)),
        });
        try
        {
            return (model, recipe.For(model.Inputs[0]));
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Images and videos through the front half.</summary>
    /// <param name="result">The flags.</param>
    /// <param name="named">Files and folders.</param>
    /// <param name="liveRate">Pictures a second that come whether or not anybody is ready for them; null waits.</param>
    public FeatureSource OpenSource(ParseResult result, IEnumerable<string> named, double? liveRate = null)
    {
        IReadOnlyList<string> files = Inputs.Expand(named, [.. Inputs.ImageExtensions, .. Inputs.VideoExtensions]);
        (SplitModel model, InputRecipe recipe) = Load(result);
        return Source(model, recipe, files.Any(Inputs.IsVideo) ? null : files.Count, liveRate is not null, cancellation =>
        {
            IAsyncEnumerable<CapturedPicture> pictures = Pictures(files.SelectMany(f => FromFile(f, recipe)), cancellation);
            return liveRate is double rate ? Paced.At(pictures, rate, TimeProvider.System, cancellation) : pictures;
        });
    }

    /// <summary>A camera's pictures through the front half.</summary>
    /// <param name="result">The flags.</param>
    /// <param name="camera">The camera.</param>
    /// <param name="newest">Leave out pictures that a newer one overtakes; else all are taken, and the camera's buffers fill where that is too slow.</param>
    public FeatureSource OpenCamera(ParseResult result, CameraSource camera, bool newest)
    {
        (SplitModel model, InputRecipe recipe) = Load(result);
        return Source(model, recipe, null, newest, cancellation => Pictures(PictureSource.ReadCamera(camera, recipe).Select(p => (p, (string?)null)), cancellation));
    }

    internal static InputRecipe Recipe(string name) =>
        name.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? InputRecipeFile.Read(Existing(name)) : InputRecipes.ByName(name);

    internal static string Existing(string path) => File.Exists(path) ? path : throw new FileNotFoundException($"{path}: no such file.");

    private static FeatureSource Source(
        SplitModel model, InputRecipe recipe, long? count, bool newest, Func<CancellationToken, IAsyncEnumerable<CapturedPicture>> pictures)
    {
        long skipped = 0;
        return new FeatureSource(
            cancellation => FrontHalf.RunAsync(
                model, recipe, newest ? Newest.Of(pictures(cancellation), _ => Interlocked.Increment(ref skipped), cancellation) : pictures(cancellation), cancellation),
            count,
            new StreamIdentity(model.Hash, string.Join('+', model.Cut)),
            model)
        { CountSkipped = () => Interlocked.Read(ref skipped) };
    }

    private static IEnumerable<(PictureInput Picture, string? Id)> FromFile(string file, InputRecipe recipe)
    {
        string stem = Path.GetFileNameWithoutExtension(file);
        return Inputs.IsVideo(file)
            ? PictureSource.ReadVideo(file, recipe).Select((p, i) => (p, (string?)$"{stem}-{i:D6}"))
            : [(PictureSource.ReadImage(file, recipe), stem)];
    }

    private static async IAsyncEnumerable<CapturedPicture> Pictures(
        IEnumerable<(PictureInput Picture, string? Id)> source, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using IEnumerator<(PictureInput Picture, string? Id)> pictures = source.GetEnumerator();
        while (true)
        {
            DateTimeOffset capturedAt = TimeProvider.System.GetUtcNow();
            long started = TimeProvider.System.GetTimestamp();
            if (!await Task.Run(pictures.MoveNext, cancellation).ConfigureAwait(false))
            {
                yield break;
            }

            yield return new CapturedPicture(pictures.Current.Picture, pictures.Current.Id, capturedAt, TimeProvider.System.GetElapsedTime(started));
        }
    }
}
