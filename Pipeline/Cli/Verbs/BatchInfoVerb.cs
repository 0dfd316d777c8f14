using System.CommandLine;
using Spectre.Console;
using VideoFeat.Bridges.Datasets;
using VideoFeat.Datasets;

namespace VideoFeat.Cli.Verbs;

/// <summary><c>videofeat batch info</c>: what a dataset says of itself, or of some items.</summary>
internal static class BatchInfoVerb
{
    public static Command Create()
    {
        var dataset = new Argument<string>("dataset") { Description = "The dataset's folder." };
        var list = new Option<bool>("--items") { Description = "A line for each item; with --id, --index or --slice for those." };
        var json = new Option<bool>("--json") { Description = "Print the result as JSON." };
        var command = new Command("info", """
            What the manifest says: kinds, files, states, bits per element, the largest error, bad items. Nothing is decoded.

            Examples:
              videofeat batch info dataset
              videofeat batch info dataset --items --slice -5:
            """) { dataset, list, json };
        var items = new ItemFlags(command);
        command.SetAction((result, _) => Faults.GuardAsync(() =>
        {
            string path = result.GetValue(dataset)!;
            using FeatureDataset opened = FeatureDataset.Open(path);
            DatasetManifest m = opened.Manifest;
            DatasetItem[] wanted = [.. items.Read(result, opened).Select(i => m.Items[i])];
            if (result.GetValue(list))
            {
                Items(m, wanted, result.GetValue(json));
            }
            else
            {
                Whole(path, m, wanted, result.GetValue(json));
            }

            return Task.FromResult(ExitCode.Ok);
        }));
        return command;
    }

    private static void Items(DatasetManifest m, DatasetItem[] items, bool json)
    {
        if (json)
        {
            foreach (DatasetItem item in items)
            {
                Terminal.WriteJson(item, indented: false);
            }

            return;
        }

        Table table = Terminal.Table("id", "file", "units", "bits per element", "largest error", "state");
        foreach (DatasetItem item in items)
        {
            table.AddTextRow(item.Id, m.Shards[item.Shard].File, $"{item.First}+{item.Count}", $"{item.Bpe:F3}", $"{item.MaxError:G6}", item.State.ToString().ToLowerInvariant());
        }

        Terminal.Write(table);
    }

    private static void Whole(string path, DatasetManifest m, DatasetItem[] items, bool json)
    {
        long elements = items.Sum(i => i.Sets * m.KindOf(i).Elements);
        double bpe = elements == 0 ? 0 : 8.0 * items.Sum(i => i.Bytes) / elements;
        float error = items.Length == 0 ? 0 : items.Max(i => i.MaxError);
        if (json)
        {
            Terminal.WriteJson(new { dataset = path, m.Plan, m.Settings, m.MaxError, m.Kinds, m.Shards, m.Bad, items = items.Length, elements, bitsPerElement = bpe, largestError = error });
            return;
        }

        Table table = Terminal.Table("", "")
            .AddTextRow("dataset", $"{path}, {items.Length} items in {m.Shards.Count} files, {m.Bad.Count} bad")
            .AddTextRow("size", $"{ByteSize.Text(m.Shards.Sum(s => s.Bytes))}, {bpe:F3} bits per element")
            .AddTextRow("settings", string.Join(", ", m.Settings.Select(s => $"{s.Key} {s.Value}")))
            .AddTextRow("error allowed", m.MaxError switch { { Absolute: double a } => $"{a:G6}", { Relative: double r } => $"{100 * r:G6} % of an item's range", _ => "not limited" })
            .AddTextRow("largest error", $"{error:G6} (measured)")
            .AddTextRow("states", string.Join(", ", items.GroupBy(i => i.State).OrderBy(g => g.Key).Select(g => $"{g.Count()} {g.Key.ToString().ToLowerInvariant()}")));
        for (int k = 0; k < m.Kinds.Count; k++)
        {
            DatasetKind kind = m.Kinds[k];
            table.AddTextRow(
                $"kind {k}",
                $"{string.Join("; ", kind.Specs.Select(s => s.ToString()))}, {kind.Bridge}{(kind.Exact ? " exact" : $" {kind.Quantizer.Bits} bit")}, {kind.Layout.FramesPerSet} x {kind.Layout.Width}x{kind.Layout.Height}, "
                + $"{items.Count(i => m.Shards[i.Shard].Kind == k)} items");
        }

        foreach (BadItem bad in m.Bad)
        {
            table.AddTextRow("bad", bad.Reason);
        }

        Terminal.Write(table.HideHeaders());
    }
}
