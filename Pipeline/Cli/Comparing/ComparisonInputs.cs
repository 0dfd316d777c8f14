using System.Globalization;
using VideoFeat.Bridges.Files.Arrays;
using VideoFeat.Bridges.Onnx;
using VideoFeat.Comparison.Planning;
using VideoFeat.Comparison.Running;
using VideoFeat.Evaluation;
using VideoFeat.Packing;
using VideoFeat.Splitting;
using Profile = VideoFeat.Bridges.Profiles.Profile;

namespace VideoFeat.Cli.Comparing;

/// <summary>From the files that a plan names to items; what does not fit together is said before anything is coded.</summary>
internal sealed class ComparisonInputs : IDisposable
{
    private readonly DatasetInputs _datasets = new();
    private readonly ComparisonPlan _plan;
    private readonly ComparisonNetwork? _network;
    private readonly Dictionary<string, int> _classes = [];

    /// <summary>The inputs of a plan.</summary>
    /// <param name="plan">What names them.</param>
    /// <param name="network">What judges the features; stays the caller's.</param>
    public ComparisonInputs(ComparisonPlan plan, ComparisonNetwork? network)
    {
        _plan = plan;
        _network = network;
        if (plan.Labels is string labels && plan.Task == "classify")
        {
            _classes = Labels.ReadCsv(ModelFlags.Existing(labels));
        }
    }

    /// <summary>Loads the plan's network; null where it names none. The caller owns it.</summary>
    /// <exception cref="ArgumentException">A model without a cut, or the other way round.</exception>
    public static ComparisonNetwork? Network(ComparisonPlan plan)
    {
        if (plan.Model is not string path)
        {
            return plan.Cut.Count > 0 || plan.Labels is not null ? throw new ArgumentException("The plan has a cut or labels but no model.") : null;
        }

        if (plan.Cut.Count == 0)
        {
            throw new ArgumentException($"The plan has a model but no cut: name the tensor or tensors to cut at (videofeat split {Path.GetFileName(path)} lists them).");
        }

        InputRecipe recipe = ModelFlags.Recipe(plan.Recipe);
        SplitModel model = SplitModel.Load(ModelFlags.Existing(path), plan.Cut);
        try
        {
            recipe = recipe.For(model.Inputs[0]);
            return new ComparisonNetwork(model, recipe, plan.Task == "yolox" ? new YoloxOptions { InputWidth = recipe.Width, InputHeight = recipe.Height } : null);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Feature sets to calibrate on; each belongs to the caller.</summary>
    /// <exception cref="ArgumentException">An input is one of the plan's items as well.</exception>
    public static IReadOnlyList<FeatureSet> Calibration(ComparisonPlan plan, ComparisonNetwork? network, CancellationToken cancellation)
    {
        IReadOnlyList<string> files = CalibrationFiles(plan);
        var sets = new List<FeatureSet>();
        foreach (string file in files)
        {
            cancellation.ThrowIfCancellationRequested();
            sets.AddRange(network is not null && !IsTensor(file)
                ? [network.Model.Front(PictureSource.ReadImage(file, network.Recipe).Values, network.Recipe.Shape, cancellation)]
                : Sets(file));
        }

        return sets;
    }

    /// <summary>The files of <see cref="Calibration"/>.</summary>
    public static IReadOnlyList<string> CalibrationFiles(ComparisonPlan plan)
    {
        if (plan.Calibration.FirstOrDefault(DatasetInputs.IsDataset) is string dataset)
        {
            throw new ArgumentException($"{dataset}: is a dataset; calibrate takes tensors or pictures.");
        }

        string[] all = [.. Expand(plan.Calibration)];
        HashSet<string> judged = [.. Expand([.. plan.Inputs.Where(i => !DatasetInputs.IsDataset(i))]).Select(Path.GetFullPath)];
        string? both = Array.Find(all, f => judged.Contains(Path.GetFullPath(f)));
        return both is not null
            ? throw new ArgumentException($"{both}: stands in inputs and in calibrate; a profile must not be judged on what it was made on.")
            : Spread(all, plan.CalibrationLimit);
    }

    private static IReadOnlyList<string> Expand(IReadOnlyList<string> named) =>
        Inputs.Expand(named, [.. Inputs.TensorExtensions, .. Inputs.ImageExtensions, .. Inputs.VideoExtensions]);

    private static T[] Spread<T>(T[] all, int limit) =>
        all.Length <= limit ? all : [.. Enumerable.Range(0, limit).Select(i => all[(int)((long)i * all.Length / limit)])];

    private static bool IsTensor(string file) => TensorFiles.HasKnownExtension(file);

    /// <summary>The items; usable until this is disposed.</summary>
    /// <exception cref="ArgumentException">Inputs of several kinds, pictures without a network, labels that name none of them, or tensors that do not fit the cut.</exception>
    public IReadOnlyList<ItemSource> Items()
    {
        if (_plan.Inputs.Any(DatasetInputs.IsDataset))
        {
            return OfDatasets();
        }

        string[] files = [.. Expand(_plan.Inputs)];
        bool tensors = IsTensor(files[0]);
        string? other = Array.Find(files, f => IsTensor(f) != tensors);
        if (other is not null)
        {
            throw new ArgumentException($"{other}: inputs must be all tensors or all pictures; the first, {files[0]}, is {(tensors ? "a tensor" : "a picture")}.");
        }

        if (!tensors && _network is null)
        {
            throw new ArgumentException($"{files[0]}: pictures need a network; give the plan model, cut and recipe.");
        }

        if (tensors)
        {
            RequireNoPictureCodec();
        }

        IReadOnlyList<ItemSource> items = tensors ? OfTensors(files) : OfPictures(files);
        RequireFit(files[0], tensors);
        return items;
    }

    /// <inheritdoc/>
    public void Dispose() => _datasets.Dispose();

    private void RequireNoPictureCodec()
    {
        if (_plan.Codecs.FirstOrDefault(c => c.Codec is "jpeg-input" or "hevc-input") is PlannedCodec picture)
        {
            throw new ArgumentException($"Codec {picture.Name}: {picture.Codec} codes input pictures; the inputs are tensors.");
        }
    }

    private IReadOnlyList<ItemSource> OfDatasets()
    {
        if (_plan.Inputs.FirstOrDefault(i => !DatasetInputs.IsDataset(i)) is string other)
        {
            throw new ArgumentException($"{other}: is no dataset; inputs must be all datasets, or none.");
        }

        RequireNoPictureCodec();
        Profile? profile = _plan.Profile is string path ? Profile.Read(ModelFlags.Existing(path)) : null;
        IReadOnlyList<DatasetInputs.Piece> all = _datasets.Open(_plan.Inputs, profile);
        foreach (DatasetInputs.Piece piece in all.DistinctBy(p => string.Join(' ', p.Tensors)))
        {
            RequireFit($"{piece.Folder}: item '{piece.Id}'", piece.Tensors);
        }

        int limit = _plan.Limit ?? int.MaxValue;
        return _plan.Sequence
            ? [.. all.GroupBy(p => p.Folder, StringComparer.Ordinal).Select(f => Sequence(Path.GetFileName(f.Key.TrimEnd(Path.DirectorySeparatorChar)), [.. f.Take(limit)]))]
            : [.. Spread([.. all], limit).Select(p => Item(p.Id, [p.Key()], [p.Id], () => Of(p)))];

        ItemSource Sequence(string id, DatasetInputs.Piece[] steps) => Item(id, [.. steps.Select(s => s.Key())], [.. steps.Select(s => s.Id)], () => [.. steps.SelectMany(Of)]);

        IReadOnlyList<SourceSet> Of(DatasetInputs.Piece piece)
        {
            using FeatureSet read = piece.Read();
            return [.. Sets(read).Select(s => Source(s, piece.Id))];
        }
    }

    private IReadOnlyList<ItemSource> OfTensors(string[] files)
    {
        if (!_plan.Sequence)
        {
            return [.. Spread(files, _plan.Limit ?? int.MaxValue).Select(f => Item(Name(f, files), [f], () => [.. Sets(f).Select(s => Source(s, f))]))];
        }

        return [.. files.GroupBy(f => Path.GetDirectoryName(f)!, StringComparer.Ordinal).Select(folder =>
        {
            string[] steps = [.. folder.Take(_plan.Limit ?? int.MaxValue)];
            return Item(Path.GetFileName(folder.Key), steps, () => [.. steps.SelectMany(f => Sets(f).Select(s => Source(s, f)))]);
        })];
    }

    private IReadOnlyList<ItemSource> OfPictures(string[] files)
    {
        InputRecipe recipe = _network!.Recipe;
        if (files.Any(Inputs.IsVideo) && !_plan.Sequence)
        {
            throw new ArgumentException($"{Array.Find(files, Inputs.IsVideo)}: a video is a sequence; say sequence: true.");
        }

        RequireLabels(files);
        if (_plan.Sequence)
        {
            return [.. files.Where(Inputs.IsVideo).Select(video => Item(Path.GetFileNameWithoutExtension(video), [video], () =>
                [.. PictureSource.ReadVideo(video, recipe).Take(_plan.Limit ?? int.MaxValue).Select(p => Source(p, null))]))];
        }

        return [.. Spread(files, _plan.Limit ?? int.MaxValue).Select(f => Item(Name(f, files), BoxFile(f) is string boxes ? [f, boxes] : [f], () => [Source(PictureSource.ReadImage(f, recipe), f)]))];
    }

    private ItemSource Item(string id, IReadOnlyList<string> files, Func<IReadOnlyList<SourceSet>> load) => Item(id, [.. files.Select(ContentHash.OfFile)], files, load);

    private ItemSource Item(string id, IReadOnlyList<string> hashes, IReadOnlyList<string> files, Func<IReadOnlyList<SourceSet>> load) => new(
        id,
        "",
        ContentHash.Of([.. hashes, _plan.Sequence ? string.Create(CultureInfo.InvariantCulture, $"sequence {_plan.Limit}") : "", .. files.Select(f => $"{LabelOf(f)}")]),
        cancellation =>
        {
            cancellation.ThrowIfCancellationRequested();
            return load();
        });

    // The stem, or the path below the common folder where two stems are equal.
    private static string Name(string file, string[] all)
    {
        string stem = Path.GetFileNameWithoutExtension(file);
        return all.Count(f => Path.GetFileNameWithoutExtension(f) == stem) == 1 ? stem : Path.Combine(Path.GetFileName(Path.GetDirectoryName(file)) ?? "", Path.GetFileName(file));
    }

    private SourceSet Source(FeatureSet features, string file) => new(features)
    {
        Whole = _network is null ? [] : _network.Answer(features, CancellationToken.None),
        Label = LabelOf(file),
    };

    private SourceSet Source(PictureInput picture, string? file) => new(_network!.Model.Front(picture.Values, _network.Recipe.Shape))
    {
        Whole = _network.Whole(picture, CancellationToken.None),
        Label = file is null ? null : LabelOf(file),
        Objects = file is not null && BoxFile(file) is string boxes ? YoloLabelFile.Read(boxes, _network.DetectorClasses!.Value, picture.Width, picture.Height) : null,
        Picture = file,
        Width = picture.Width,
        Height = picture.Height,
    };

    private int? LabelOf(string file) => _classes.TryGetValue(Path.GetFileName(file), out int label) ? label : null;

    private string? BoxFile(string file)
    {
        string? text = _plan is { Task: "yolox", Labels: string folder } ? Path.Combine(folder, Path.GetFileNameWithoutExtension(file) + ".txt") : null;
        return text is not null && File.Exists(text) ? text : null;
    }

    private void RequireLabels(string[] files)
    {
        if (_plan.Labels is not string labels)
        {
            return;
        }

        if (_plan.Task == "yolox" && !Directory.Exists(labels))
        {
            throw new ArgumentException($"{labels}: no such folder of labels.");
        }

        string? without = Array.Find(files, f => _plan.Task == "yolox" ? BoxFile(f) is null : LabelOf(f) is null);
        if (without is not null)
        {
            throw new ArgumentException($"{without}: has no label in {labels}; leave the picture out, or labels for agreement with the uncut network alone.");
        }
    }

    // One look at the first item shows whether the back half takes what the inputs hold.
    private void RequireFit(string file, bool tensors)
    {
        if (!tensors || _network is null)
        {
            return;
        }

        using FeatureSet read = TensorFiles.Read(file);
        RequireFit(file, [.. read.Select(t => t.Spec.SingleSet)]);
    }

    private void RequireFit(string source, IReadOnlyList<TensorSpec> tensors)
    {
        if (_network is null)
        {
            return;
        }

        string wanted = _network.Model.OutputSpecs is { } specs ? string.Join(" + ", specs.Select(s => $"{s.Name} {s.SingleSet.Shape}")) : string.Join(" + ", _network.Model.Cut);
        string found = string.Join(" + ", tensors.Select(t => $"{t.Name} {t.Shape}".Trim()));
        if (tensors.Count != _network.Model.Cut.Count || (_network.Model.OutputSpecs is { } all && !all.Select(s => s.SingleSet.Shape).SequenceEqual(tensors.Select(t => t.Shape))))
        {
            throw new ArgumentException($"{source}: holds {found}; the network cut there takes {wanted}.");
        }
    }

    private static IReadOnlyList<FeatureSet> Sets(string file)
    {
        using FeatureSet read = TensorFiles.Read(file);
        return Sets(read);
    }

    private static IReadOnlyList<FeatureSet> Sets(FeatureSet read) =>
        [.. Enumerable.Range(0, read[0].Spec.Batch).Select(b => new FeatureSet([.. read.Select(t => Floats(t, b))]))];

    private static FeatureTensor Floats(FeatureTensor tensor, int batch)
    {
        TensorSpec spec = tensor.Spec.SingleSet;
        FeatureTensor single = FeatureTensor.Rent(spec with { Type = ElementType.Float32 });
        int bytes = checked((int)spec.ByteLength);
        ReadOnlySpan<byte> from = tensor.Bytes.Slice(batch * bytes, bytes);
        Span<float> to = single.Floats;
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = tensor.Type switch
            {
                ElementType.Float32 => System.Buffers.Binary.BinaryPrimitives.ReadSingleLittleEndian(from[(4 * i)..]),
                ElementType.Float16 => (float)System.Buffers.Binary.BinaryPrimitives.ReadHalfLittleEndian(from[(2 * i)..]),
                ElementType.BFloat16 => BitConverter.Int32BitsToSingle(System.Buffers.Binary.BinaryPrimitives.ReadUInt16LittleEndian(from[(2 * i)..]) << 16),
                ElementType.Int8 => (sbyte)from[i],
                _ => from[i],
            };
        }

        return single;
    }
}
