using System.CommandLine;
using VideoFeat.Comparison.Planning;

namespace VideoFeat.Cli.Comparing;

/// <summary>The flags of <c>videofeat compare</c>: a plan in short, or changes to one.</summary>
internal sealed class CompareFlags
{
    private readonly Option<string?> _codecs = new("--codecs") { Description = "Codecs with their defaults, comma-separated: see --init." };
    private readonly Option<string?> _model = new("--model", "-m") { Description = "An ONNX network that judges the features." };
    private readonly Option<string[]> _cut = new("--cut", "-c") { Description = "The tensors at which it is cut.", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string?> _recipe = new("--recipe") { Description = "How pictures become its input." };
    private readonly Option<string?> _task = new("--task") { Description = "classify or yolox." };
    private readonly Option<string?> _labels = new("--labels") { Description = "classify: a CSV of FILE,CLASS; yolox: a folder of YOLO text files." };
    private readonly Option<string?> _profile = new("--profile") { Description = "A profile for transform and klt-hevc." };
    private readonly Option<string?> _title = new("--title") { Description = "What the report is headed with." };
    private readonly Option<string?> _baseline = new("--baseline") { Description = "The codec that the others are held against at first." };
    private readonly Option<bool> _sequence = new("--sequence") { Description = "All tensors of a folder, or the frames of a video, are one item." };
    private readonly Option<int?> _limit = new("--limit") { Description = "At most this many items, or sets of a sequence." };
    private readonly Option<int?> _jobs = new("--jobs", "-j") { Description = "Cells that run at a time (default 1); times are good at 1." };
    private readonly Option<int?> _seed = new("--seed") { Description = "Seed of the bootstrap (default 1)." };

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _codecs, _model, _cut, _recipe, _task, _labels, _profile, _title, _baseline, _sequence, _limit, _jobs, _seed })
        {
            command.Options.Add(option);
        }
    }

    /// <exception cref="ArgumentException">Nothing to compare is named, or a flag is out of range.</exception>
    public ComparisonPlan Read(ParseResult result, string[] named, string codecs)
    {
        if (named.Length == 0)
        {
            throw new ArgumentException("Name a plan, or inputs to compare codecs on; videofeat compare --init plan.yaml writes a plan to start from.");
        }

        bool file = named.Length == 1 && Path.GetExtension(named[0]).ToUpperInvariant() is ".YAML" or ".YML" or ".JSON";
        ComparisonPlan plan = file
            ? PlanReader.Read(ModelFlags.Existing(named[0]))
            : new ComparisonPlan { Inputs = [.. named.Select(Path.GetFullPath)], Codecs = Codecs(codecs) };
        plan = plan with
        {
            Codecs = result.GetValue(_codecs) is string list ? Codecs(list) : plan.Codecs,
            Model = result.GetValue(_model) is string model ? Path.GetFullPath(model) : plan.Model,
            Cut = result.GetValue(_cut) is { Length: > 0 } cut ? cut : plan.Cut,
            Recipe = result.GetValue(_recipe) ?? plan.Recipe,
            Task = CodecFlags.Choice("--task", result.GetValue(_task) ?? plan.Task, ("classify", "classify"), ("yolox", "yolox")),
            Labels = result.GetValue(_labels) is string labels ? Path.GetFullPath(labels) : plan.Labels,
            Profile = result.GetValue(_profile) is string profile ? Path.GetFullPath(profile) : plan.Profile,
            Title = result.GetValue(_title) ?? plan.Title,
            Baseline = result.GetValue(_baseline) ?? plan.Baseline,
            Sequence = result.GetValue(_sequence) || plan.Sequence,
            Limit = InRange("--limit", result.GetValue(_limit), 1, 1_000_000) ?? plan.Limit,
            Jobs = InRange("--jobs", result.GetValue(_jobs), 1, 256) ?? plan.Jobs,
            Seed = InRange("--seed", result.GetValue(_seed), 0, int.MaxValue) ?? plan.Seed,
        };
        return plan.Inputs.Count > 0 ? plan : throw new ArgumentException($"{named[0]}: the plan names no inputs.");
    }

    private static IReadOnlyList<PlannedCodec> Codecs(string list) =>
        [.. list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(PlannedCodec.Of)];

    private static int? InRange(string flag, int? value, int least, int most) =>
        value is int v && (v < least || v > most) ? throw new ArgumentException($"{flag} is {v}; allowed are {least}..{most}.") : value;
}
