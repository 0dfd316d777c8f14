using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Spectre.Console;
using VideoFeat.Bridges.Transform.Calibration;
using VideoFeat.Comparison.Planning;
using VideoFeat.Comparison.Running;
using VideoFeat.Packing;
using VideoFeat.Splitting;
using VideoFeat.Tuning;
using Profile = VideoFeat.Bridges.Profiles.Profile;

namespace VideoFeat.Cli.Comparing;

/// <summary><c>videofeat calibrate</c> with a target: a profile on one half of the items, and in it the cheapest operating point that holds the target on the other.</summary>
internal sealed class Autotuning
{
    private readonly Option<double?> _drop = new("--target-drop") { Description = "Tune: the fewest bits that lose at most so many points of accuracy, without labels of agreement with the uncut network." };
    private readonly Option<double?> _error = new("--target-error") { Description = "Tune: the fewest bits at which no element is wrong by more." };
    private readonly Option<double?> _bpe = new("--target-bpe") { Description = "Tune: the best answers (without a network the least error) at no more bits per element." };
    private readonly Option<string?> _labels = new("--labels") { Description = "Tune: classify: a CSV of FILE,CLASS; yolox: a folder of YOLO text files." };
    private readonly Option<int> _seed = new("--seed") { Description = "Tune: seed that splits the items into a half that tunes and a half that judges.", DefaultValueFactory = _ => 1 };

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _drop, _error, _bpe, _labels, _seed })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The target; null where none is given.</summary>
    public TuningTarget? Target(ParseResult result)
    {
        var target = new TuningTarget { Drop = result.GetValue(_drop), Error = result.GetValue(_error), BitsPerElement = result.GetValue(_bpe) };
        if (target is { Drop: null, Error: null, BitsPerElement: null })
        {
            return null;
        }

        target.Validate();
        return target;
    }

    /// <summary>Tunes and writes the profile.</summary>
    public async Task RunAsync(
        ParseResult result, TuningTarget target, string task, string? network, string[] named, IReadOnlyList<string> cut, string recipe, int limit, CalibrationOptions options, string output,
        CancellationToken cancellation)
    {
        if (target.Drop is not null && network is null)
        {
            throw new ArgumentException("--target-drop needs a network to lose accuracy: name an .onnx file, --cut and images.");
        }

        var plan = new ComparisonPlan
        {
            Inputs = named,
            Codecs = [PlannedCodec.Of("near-lossless")],
            Limit = limit,
            Model = network,
            Cut = cut,
            Recipe = recipe,
            Task = task,
            Labels = result.GetValue(_labels),
        };
        var clock = Stopwatch.StartNew();
        using ComparisonNetwork? judge = ComparisonInputs.Network(plan);
        using var inputs = new ComparisonInputs(plan, judge);
        ItemSource[] items = [.. inputs.Items()];
        if (items.Length < 2 * CalibrationOptions.FewestSets)
        {
            throw new ArgumentException($"{items.Length} items are too few to tune; give {2 * CalibrationOptions.FewestSets} or more: one half tunes, the other judges.");
        }

        new Random(result.GetValue(_seed)).Shuffle(items);
        ItemSource[] tune = items[..(items.Length / 2)], held = items[(items.Length / 2)..];
        Terminal.Note($"{tune.Length} items tune, {held.Length} others judge");
        Profile profile = Calibrate(tune, judge, options, cancellation);
        TuningResult found = await Task.Run(() => Autotuner.RunAsync(target, tune, held, judge, profile, result.GetValue(_seed), Tell, cancellation), cancellation).ConfigureAwait(false);
        Profile tuned = Profile.Create(profile.Meta, [.. profile.Chunks, found.Point.Chunk()]);
        tuned.Write(output);
        Print(found, target, tuned, output, tune.Length, held.Length, clock.Elapsed.TotalSeconds);
    }

    private static Profile Calibrate(ItemSource[] items, ComparisonNetwork? network, CalibrationOptions options, CancellationToken cancellation)
    {
        SourceSet[] sources = [.. items.SelectMany(i => i.Load(cancellation))];
        try
        {
            FeatureSet[] sets = [.. sources.Select(s => s.Features)];
            string maker = string.Create(CultureInfo.InvariantCulture, $"videofeat calibrate, {sets.Length} sets, tuned");
            return network is null ? ModelCalibration.Run(sets, maker, options) : ModelCalibration.Run(network.Model, sets, maker, options, network.Detector);
        }
        finally
        {
            Array.ForEach(sources, s => s.Dispose());
        }
    }

    private static void Tell(TuningTrial trial) => Terminal.Note(string.Create(
        CultureInfo.InvariantCulture,
        $"{(trial.HeldOut ? "judged" : "tried")} {trial.Codec} {trial.Point}: {trial.BitsPerElement:F3} bits per element, {trial.Measure:G4}{Between(trial)}: {(trial.Holds ? "holds" : "does not hold")}"));

    private static string Between(TuningTrial trial) =>
        trial.Interval is { } i ? string.Create(CultureInfo.InvariantCulture, $" ({i.Low:G3} to {i.High:G3})") : "";

    private static void Print(TuningResult found, TuningTarget target, Profile profile, string output, int tuned, int held, double seconds)
    {
        (string what, double limit) = target switch
        {
            { Drop: double drop } => ("points lost", drop),
            { Error: double error } => ("largest error", error),
            _ => ("bits per element", target.BitsPerElement!.Value),
        };
        Table table = Terminal.Table("codec", "best point tried", "bits per element", what, "holds").Numbers(2);
        foreach (IGrouping<string, TuningTrial> codec in found.Trials.Where(t => !t.HeldOut).GroupBy(t => t.Codec))
        {
            TuningTrial best = codec.Where(t => t.Holds).MinBy(t => t.Worth) ?? codec.MinBy(t => t.Measure)!;
            table.AddTextRow(best.Codec, best.Point, Number(best.BitsPerElement), Number(best.Measure), best.Holds ? "yes" : "no");
        }

        Terminal.Write(table);
        TuningTrial judged = found.HeldOut;
        string sure = judged.Interval is { } interval
            ? interval.High == interval.Low ? Unchanged(held, limit)
            : interval.High <= limit ? "even the upper end is within the target" : $"the upper end is above the target: {held} items cannot exclude it; more would say more"
            : $"measured on {held} items; another may differ";
        Terminal.Write(Terminal.Table("", "")
            .AddTextRow("profile", $"{output} ({profile.Bytes.Length:N0} bytes)")
            .AddTextRow("SHA-256", Convert.ToHexStringLower(profile.Hash.Span))
            .AddTextRow("operating point", found.Point.Words)
            .AddTextRow("target", string.Create(CultureInfo.InvariantCulture, $"{what} at most {limit:G4}"))
            .AddTextRow($"on the {tuned} items that tuned", $"{Number(found.Tuned.BitsPerElement)} bits per element, {what} {Number(found.Tuned.Measure)}{Between(found.Tuned)}")
            .AddTextRow($"on {held} others", $"{Number(judged.BitsPerElement)} bits per element, {what} {Number(judged.Measure)}{Between(judged)}")
            .AddTextRow("how sure", found.Judgements == 1 ? sure : $"{sure}; {found.Judgements - 1} cheaper points were refused on these items, so they took part in the choice, which the interval does not know of")
            .AddTextRow("tried", string.Create(CultureInfo.InvariantCulture, $"{found.Trials.Count} points in {seconds:F0} s"))
            .HideHeaders());
    }

    // What a bootstrap cannot see where nothing changed: with a share p of changes, n items show none with probability (1 - p)^n.
    private static string Unchanged(int items, double limit)
    {
        double possible = 100 * (1 - Math.Pow(0.05, 1.0 / items));
        return string.Create(CultureInfo.InvariantCulture, $"no answer changed; that {items} items show none excludes (95 %) only more than {possible:F1} points, {(possible <= limit ? "within" : "above")} the target");
    }

    // Without the sign of a zero.
    private static string Number(double value) => (value + 0.0).ToString("G4", CultureInfo.InvariantCulture);
}
