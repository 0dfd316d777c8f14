using System.CommandLine;
using System.Globalization;
using VideoFeat.Batch;
using VideoFeat.Bridges.Datasets;
using VideoFeat.Datasets;

namespace VideoFeat.Cli;

/// <summary>Which items of a dataset a verb works on.</summary>
internal sealed class ItemFlags
{
    private readonly Option<string[]> _ids = new("--id") { Description = "Items by id; may be given several times." };
    private readonly Option<int[]> _indices = new("--index") { Description = "Items by position, from 0; may be given several times." };
    private readonly Option<string?> _slice = new("--slice") { Description = "Items START:STOP:STEP, as Python slices: each may be left out, START and STOP may count from the end." };
    private readonly PartFlag _part;

    public ItemFlags(Command command)
    {
        command.Options.Add(_ids);
        command.Options.Add(_indices);
        command.Options.Add(_slice);
        _part = new PartFlag(command);
    }

    /// <summary>Positions, in order of naming; those of this part alone where there is one.</summary>
    /// <exception cref="ArgumentException">A position is out of range, or the slice is none.</exception>
    /// <exception cref="KeyNotFoundException">No item has a named id.</exception>
    public IReadOnlyList<int> Read(ParseResult result, FeatureDataset dataset)
    {
        string[] ids = result.GetValue(_ids) ?? [];
        int[] indices = result.GetValue(_indices) ?? [];
        string? slice = result.GetValue(_slice);
        var wanted = new List<int>(ids.Select(dataset.IndexOf));
        foreach (int index in indices)
        {
            wanted.Add((uint)index < (uint)dataset.Count ? index : throw new ArgumentException($"--index is {index}; the dataset has {dataset.Count} items."));
        }

        if (slice is not null || (ids.Length == 0 && indices.Length == 0))
        {
            wanted.AddRange(Slice(slice ?? ":", dataset.Count));
        }

        return _part.Read(result) is DatasetPart part ? DatasetShare.Of(dataset.Manifest, wanted, part) : wanted;
    }

    internal static IEnumerable<int> Slice(string text, int count)
    {
        string[] parts = text.Split(':');
        int? Part(int at) => at >= parts.Length || parts[at].Length == 0 ? null
            : int.TryParse(parts[at], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? number
            : throw new ArgumentException($"--slice is '{text}'; START:STOP:STEP is expected.");
        int step = Part(2) ?? 1;
        if (parts.Length is < 2 or > 3 || step < 1)
        {
            throw new ArgumentException($"--slice is '{text}'; START:STOP:STEP is expected, with a STEP of at least 1.");
        }

        int End(int? at, int otherwise) => Math.Clamp(at is not int n ? otherwise : n < 0 ? n + count : n, 0, count);
        for (long i = End(Part(0), 0), stop = End(Part(1), count); i < stop; i += step)
        {
            yield return (int)i;
        }
    }
}
