using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using VideoFeat.Cli.Comparing;
using VideoFeat.Comparison.Planning;
using VideoFeat.Comparison.Results;
using VideoFeat.Comparison.Running;
using VideoFeat.Packing;
using VideoFeat.Splitting;
using Profile = VideoFeat.Bridges.Profiles.Profile;

namespace VideoFeat.Cli.Verbs;

/// <summary><c>videofeat compare</c>: codecs side by side on the same features, rate against quality, and a report.</summary>
internal static class CompareVerb
{
    private const string DefaultCodecs = "hevc-intra,hevc,near-lossless,lightweight,jpeg-xl,zstd";

    public static Command Create()
    {
        var plan = new Argument<string[]>("plan") { Description = "A plan (.yaml, .yml, .json); or the inputs themselves: tensors, pictures, folders of them, datasets.", Arity = ArgumentArity.ZeroOrMore };
        var output = new Option<string>("--output", "-o") { Description = "Folder for results.json, the report, and what a later run need not compute again.", DefaultValueFactory = _ => "comparison" };
        var init = new Option<string?>("--init") { Description = "Write a plan with comments to this file, and do nothing else." };
        var schema = new Option<string?>("--schema") { Description = "Print the JSON schema of plan or of results, and do nothing else." };
        var retry = new Option<bool>("--retry") { Description = "Compute failed cells again." };
        var json = new Option<bool>("--json") { Description = "Print the pooled rows as JSON." };
        var flags = new CompareFlags();
        var command = new Command("compare", """
            Codecs side by side on the same features: bits per element, errors, accuracy, BD-rate, a report. A stopped run goes on where it was.

            Examples:
              videofeat compare --init plan.yaml
              videofeat compare plan.yaml -o comparison/
              videofeat compare features/ --codecs hevc-intra,near-lossless,jpeg-xl -o comparison/
              videofeat compare photos/ --model mobilenet.onnx --cut conv_pw_5_relu6 --recipe imagenet-tf --labels labels.csv -o comparison/
            """) { plan, output, init, schema, retry, json };
        flags.AddTo(command);
        command.SetAction((result, cancellation) => Faults.GuardAsync(async () =>
        {
            if (result.GetValue(schema) is string which)
            {
                Console.Out.Write(CodecFlags.Choice("--schema", which, ("plan", true), ("results", false)) ? PlanSchema.Schema() : ResultsFile.Schema());
                return ExitCode.Ok;
            }

            if (result.GetValue(init) is string template)
            {
                Init(template);
                return ExitCode.Ok;
            }

            ComparisonPlan read = flags.Read(result, result.GetValue(plan)!, DefaultCodecs);
            ComparisonResults found = await RunAsync(read, result.GetValue(output)!, result.GetValue(retry), result.GetValue(json), cancellation).ConfigureAwait(false);
            Print(found, result.GetValue(output)!, result.GetValue(json));
            return ExitCode.Ok;
        }));
        return command;
    }

    /// <summary>Runs a plan and writes its folder.</summary>
    public static async Task<ComparisonResults> RunAsync(ComparisonPlan plan, string folder, bool retry, bool quiet, CancellationToken cancellation)
    {
        ComparisonRun.Check(plan);
        Directory.CreateDirectory(folder);
        string cache = Path.Combine(folder, "cache");
        using ComparisonNetwork? network = ComparisonInputs.Network(plan);
        using var inputs = new ComparisonInputs(plan, network);
        IReadOnlyList<ItemSource> items = inputs.Items();
        Profile? profile = ComparisonRun.NeedsProfile(plan) ? await ProfileAsync(plan, network, folder, cancellation).ConfigureAwait(false) : null;
        string line = $"videofeat compare plan.json -o {Path.GetFileName(Path.GetFullPath(folder))}";
        ComparisonResults results = await Steps.RunAsync("compare", null, quiet, bar => ComparisonRun.RunAsync(
            plan, items, network, profile, line, cache, retry, TimeProvider.System, new Reporter(bar), cancellation)).ConfigureAwait(false);
        ComparisonFolder.Write(results, plan, folder);
        return results;
    }

    private static void Init(string path)
    {
        if (File.Exists(path))
        {
            throw new IOException($"{path}: there is such a file already; --init writes a new one.");
        }

        ComparisonFolder.WriteText(path, PlanSchema.Template());
        Terminal.Note($"{path} is a plan to edit; then: videofeat compare {path} -o comparison/");
    }

    // Made once: a later run of the plan takes the same file, whatever the order of additions on that day.
    private static async Task<Profile> ProfileAsync(ComparisonPlan plan, ComparisonNetwork? network, string folder, CancellationToken cancellation)
    {
        if (plan.Profile is string given)
        {
            return Profile.Read(ModelFlags.Existing(given));
        }

        IReadOnlyList<string> files = ComparisonInputs.CalibrationFiles(plan);
        string key = ContentHash.Of(["profile 2", network?.Key ?? "", .. files.Select(ContentHash.OfFile)]);
        string path = Path.Combine(folder, "cache", $"{key[..16]}.profile");
        if (!File.Exists(path))
        {
            Terminal.Note($"calibrating on {files.Count} inputs");
            IReadOnlyList<FeatureSet> sets = ComparisonInputs.Calibration(plan, network, cancellation);
            try
            {
                string maker = string.Create(CultureInfo.InvariantCulture, $"videofeat compare, {sets.Count} sets");
                Profile made = await Task.Run(() => network is null ? ModelCalibration.Run(sets, maker) : ModelCalibration.Run(network.Model, sets, maker, null, network.Detector), cancellation).ConfigureAwait(false);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                made.Write(path);
            }
            finally
            {
                foreach (FeatureSet set in sets)
                {
                    set.Dispose();
                }
            }
        }

        Profile profile = Profile.Read(path);
        profile.Write(Path.Combine(folder, "calibrated.profile"));
        return profile;
    }

    private static void Print(ComparisonResults results, string folder, bool json)
    {
        if (json)
        {
            Terminal.WriteJson(results.Pooled);
            return;
        }

        string[] measures = [.. results.Pooled.SelectMany(r => r.Measures.Select(m => m.Name)).Distinct()];
        Table table = Terminal.Table(["codec", "point", "bpe", "PSNR dB", "max error", .. measures, "enc MB/s", "dec MB/s", "failed"]).Numbers(2);
        foreach (PooledRow row in results.Pooled)
        {
            table.AddTextRow(
            [
                row.Codec, row.Point, Number(row.Size?.BitsPerElement, "F3"), Number(row.Distortion?.Psnr, "F2"), Number(row.Distortion?.MaxError, "G4"),
                .. measures.Select(name => Number(row.Measures.FirstOrDefault(m => m.Name == name)?.Value, name == MeasureNames.Divergence ? "G3" : "F2")),
                Number(row.Cost?.EncodeMegabytesPerSecond, "F1"), Number(row.Cost?.DecodeMegabytesPerSecond, "F1"), row.Failed == 0 ? "" : $"{row.Failed}",
            ]);
        }

        Terminal.Write(table);
        foreach (ComparedCodec absent in results.Codecs.Where(c => c.Absent is not null))
        {
            Console.Out.WriteLine($"{absent.Name}: not compared, {absent.Absent}");
        }

        foreach (UnreadItem item in results.Unread)
        {
            Console.Out.WriteLine($"{item.Id}: not read: {item.Reason}");
        }

        foreach (var failed in results.Cells.Where(c => c.State == CellState.Failed).GroupBy(c => (c.Codec, c.Point, c.Reason)))
        {
            Console.Out.WriteLine($"{failed.Key.Codec} {failed.Key.Point}: {failed.Count()} of {results.Items.Count} items failed: {failed.Key.Reason}");
        }

        Console.Out.WriteLine($"{results.Items.Count} items, {results.Cells.Count} cells; everything is in {folder}");
    }

    private static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "";

    private sealed class Reporter(Steps bar) : IProgress<ComparisonProgress>
    {
        private readonly Lock _lock = new();

        public void Report(ComparisonProgress value)
        {
            lock (_lock)
            {
                bar.Expect(value.Cells);
                if (value.Done > 0)
                {
                    bar.Advance(value.Done);
                }
            }
        }
    }
}
