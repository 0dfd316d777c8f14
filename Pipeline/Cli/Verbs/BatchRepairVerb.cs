using System.CommandLine;
using VideoFeat.Batch;
using VideoFeat.Bridges.Datasets;
using VideoFeat.Bridges.Files.Arrays;
using VideoFeat.Packing;

namespace VideoFeat.Cli.Verbs;

/// <summary><c>videofeat batch repair</c>: a manifest out of the shards.</summary>
internal static class BatchRepairVerb
{
    public static Command Create()
    {
        var dataset = new Argument<string>("dataset") { Description = "The dataset's folder." };
        var sources = new Option<string[]>("--sources") { Description = "The inputs that it was made of: their SHA-256 comes into the manifest again.", AllowMultipleArgumentsPerToken = true };
        var order = new Option<string>("--order") { Description = "What the axes of the sources mean: nchw, nhwc or tokens.", DefaultValueFactory = _ => "nchw" };
        var json = new Option<bool>("--json") { Description = "Print the result as JSON." };
        var command = new Command("repair", """
            Makes dataset.json again out of the shards, each of which says what it holds. What cannot be read is named and left out; the exit status is 3 then.

            Examples:
              videofeat batch repair dataset
              videofeat batch repair dataset --sources features/
            """) { dataset, sources, order, json };
        command.SetAction((result, cancellation) => Faults.GuardAsync(async () =>
        {
            string folder = result.GetValue(dataset)!;
            string[] given = result.GetValue(sources) ?? [];
            ArrayReadOptions arrays = ArrayReadOptions.Default with
            {
                Order = CodecFlags.Choice("--order", result.GetValue(order)!, ("nchw", AxisOrder.ChannelsFirst), ("nhwc", AxisOrder.ChannelsLast), ("tokens", AxisOrder.Tokens)),
            };
            DatasetManifest m = await Task.Run(() => DatasetRepair.Run(folder, given.Length == 0 ? null : given, arrays, cancellation), cancellation).ConfigureAwait(false);
            if (result.GetValue(json))
            {
                Terminal.WriteJson(new { dataset = folder, items = m.Items.Count, shards = m.Shards.Count, m.Bad });
            }
            else
            {
                foreach (BadItem bad in m.Bad)
                {
                    Console.Out.WriteLine($"lost: {bad.Reason}");
                }

                Console.Out.WriteLine($"{folder}: {m.Items.Count} items in {m.Shards.Count} files, {m.Bad.Count} lost");
            }

            return m.Bad.Count == 0 ? ExitCode.Ok : ExitCode.BadInput;
        }));
        return command;
    }
}
