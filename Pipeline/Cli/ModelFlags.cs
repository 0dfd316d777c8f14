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
    public FeatureSource OpenSource(ParseResult result, IEnumerable<string> named)
    {
        IReadOnlyList<string> files = Inputs.Expand(named, [.. Inputs.ImageExtensions, .. Inputs.VideoExtensions]);
        (SplitModel model, InputRecipe recipe) = Load(result);
        bool videos = files.Any(Inputs.IsVideo);
        return new FeatureSource(
            cancellation => Features(model, recipe, files, cancellation),
            videos ? null : files.Count,
            new StreamIdentity(model.Hash, string.Join('+', model.Cut)),
            model);
    }

    internal static InputRecipe Recipe(string name) =>
        name.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? InputRecipeFile.Read(Existing(name)) : InputRecipes.ByName(name);

    internal static string Existing(string path) => File.Exists(path) ? path : throw new FileNotFoundException($"{path}: no such file.");

    private static async IAsyncEnumerable<SourcedSet> Features(
        SplitModel model, InputRecipe recipe, IReadOnlyList<string> files, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (string file in files)
        {
            string stem = Path.GetFileNameWithoutExtension(file);
            int frame = 0;
            long started = TimeProvider.System.GetTimestamp();
            foreach (PictureInput picture in Inputs.IsVideo(file) ? PictureSource.ReadVideo(file, recipe) : [PictureSource.ReadImage(file, recipe)])
            {
                cancellation.ThrowIfCancellationRequested();
                string id = Inputs.IsVideo(file) ? $"{stem}-{frame++:D6}" : stem;
                TimeSpan capture = TimeProvider.System.GetElapsedTime(started);
                DateTimeOffset capturedAt = TimeProvider.System.GetUtcNow() - capture;
                started = TimeProvider.System.GetTimestamp();
                FeatureSet features = await Task.Run(() => model.Front(picture.Values, recipe.Shape, cancellation), cancellation).ConfigureAwait(false);
                yield return new SourcedSet(new FeatureSet([.. features]) { ItemId = id }, capturedAt, capture, TimeProvider.System.GetElapsedTime(started));
                started = TimeProvider.System.GetTimestamp();
            }
        }
    }
}
