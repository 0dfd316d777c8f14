using System.CommandLine;
using VideoFeat.Batch;
using VideoFeat.Bridges.Datasets;

namespace VideoFeat.Cli.Verbs;

/// <summary><c>videofeat batch merge</c>: the parts of a dataset into the whole.</summary>
internal static class BatchMergeVerb
{
    public static Command Create()
    {
        var dataset = new Argument<string>("dataset") { Description = "The folder that all parts were written into." };
        var json = new Option<bool>("--json") { Description = "Print the result as JSON." };
        var command = new Command("merge", """
            Joins what several processes made by batch encode --shard I/N: the same dataset, byte for byte, as one process makes. Parts that have not finished are named.

            Example:
              videofeat batch merge dataset
            """) { dataset, json };
        command.SetAction((result, cancellation) => Faults.GuardAsync(async () =>
        {
            string folder = result.GetValue(dataset)!;
            DatasetManifest m = await Task.Run(() => PartMerge.Run(folder), cancellation).ConfigureAwait(false);
            if (result.GetValue(json))
            {
                Terminal.WriteJson(new { dataset = folder, items = m.Items.Count, shards = m.Shards.Count, m.Bad });
            }
            else
            {
                Console.Out.WriteLine($"{folder}: {m.Items.Count} items in {m.Shards.Count} files, {m.Bad.Count} bad");
            }

            return ExitCode.Ok;
        }));
        return command;
    }
}
