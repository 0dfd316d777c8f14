using System.CommandLine;
using System.Globalization;
using VideoFeat.Bridges.Datasets;

namespace VideoFeat.Cli;

/// <summary>Which part of a dataset this process works on: by flag, or by what Slurm's job array or Kubernetes' indexed Job says.</summary>
internal sealed class PartFlag
{
    private readonly Option<string?> _shard = new("--shard")
    {
        Description = "Work on part I of N (from 0): I/N. Default: SLURM_ARRAY_TASK_ID and _COUNT, or JOB_COMPLETION_INDEX and JOB_COMPLETIONS, where they are set; 0/1: all.",
    };

    public PartFlag(Command command) => command.Options.Add(_shard);

    /// <exception cref="ArgumentException">Not I/N, or an environment that says only half; the message names it.</exception>
    public DatasetPart? Read(ParseResult result) => Of(result.GetValue(_shard), Environment.GetEnvironmentVariable);

    internal static DatasetPart? Of(string? flag, Func<string, string?> variable)
    {
        DatasetPart? part = flag is not null ? Pair("--shard", flag.Split('/'))
            : variable("SLURM_ARRAY_TASK_ID") is string task
                ? Slurm(task, variable)
                : variable("JOB_COMPLETION_INDEX") is string index
                    ? Pair("JOB_COMPLETION_INDEX/JOB_COMPLETIONS", [index, variable("JOB_COMPLETIONS") ?? ""])
                    : null;
        return part is { Count: 1 } && flag is not null ? null : part;
    }

    // An array may begin anywhere and leave numbers out by a step.
    private static DatasetPart Slurm(string task, Func<string, string?> variable)
    {
        const string Name = "SLURM_ARRAY_TASK_ID/SLURM_ARRAY_TASK_COUNT";
        int step = Number(Name, variable("SLURM_ARRAY_TASK_STEP") ?? "1");
        int first = Number(Name, variable("SLURM_ARRAY_TASK_MIN") ?? "0");
        string index = ((Number(Name, task) - first) / Math.Max(1, step)).ToString(CultureInfo.InvariantCulture);
        return Pair(Name, [index, variable("SLURM_ARRAY_TASK_COUNT") ?? ""]);
    }

    private static DatasetPart Pair(string name, string[] texts)
    {
        if (texts.Length != 2)
        {
            throw new ArgumentException($"{name} is '{string.Join('/', texts)}'; I/N is expected, such as 0/8.");
        }

        (int index, int count) = (Number(name, texts[0]), Number(name, texts[1]));
        return count >= 1 && index < count ? new DatasetPart(index, count) : throw new ArgumentException($"{name} is {index}/{count}; 0 to {count - 1} of {count} are the parts.");
    }

    private static int Number(string name, string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
        ? number
        : throw new ArgumentException($"{name}: '{text}' is no whole number of at least 0.");
}
