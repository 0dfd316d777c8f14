using System.CommandLine;
using VideoFeat.Batch;
using VideoFeat.Bridges.Datasets;
using VideoFeat.Bridges.Files.Arrays;
using VideoFeat.Bridges.Profiles;
using VideoFeat.Datasets;
using VideoFeat.Packing;

namespace VideoFeat.Cli.Verbs;

/// <summary><c>videofeat batch verify</c>: every item of a dataset against all that is known of it.</summary>
internal static class BatchVerifyVerb
{
    public static Command Create()
    {
        var dataset = new Argument<string>("dataset") { Description = "The dataset's folder." };
        var sources = new Option<string[]>("--sources") { Description = "The inputs that it was made of: their SHA-256 and the largest error are compared too.", AllowMultipleArgumentsPerToken = true };
        var order = new Option<string>("--order") { Description = "What the axes of the sources mean: nchw, nhwc or tokens.", DefaultValueFactory = _ => "nchw" };
        var jobs = new Option<int>("--jobs") { Description = "Items at once, 1..256.", DefaultValueFactory = _ => Environment.ProcessorCount };
        var json = new Option<bool>("--json") { Description = "Print the result as JSON." };
        var command = new Command("verify", """
            Decodes every item and compares bytes, codes, shape and id with the manifest, and with the sources where they are given. Every bad item is named; the exit status is 3 then.

            Examples:
              videofeat batch verify dataset
              videofeat batch verify dataset --sources features/
            """) { dataset, sources, order, jobs, json };
        var items = new ItemFlags(command);
        var profiles = new ProfileFlag(command);
        command.SetAction((result, cancellation) => Faults.GuardAsync(async () =>
        {
            string path = result.GetValue(dataset)!;
            int at = result.GetValue(jobs) is >= 1 and <= 256 and int n ? n : throw new ArgumentException($"--jobs is {result.GetValue(jobs)}; allowed are 1..256.");
            ProfileLibrary library = profiles.Read(result);
            using FeatureDataset opened = FeatureDataset.Open(path, new DatasetOptions { Profiles = library, Decoders = Math.Max(at, 4) });
            IReadOnlyList<int> indices = items.Read(result, opened);
            string[] given = result.GetValue(sources) ?? [];
            ArrayReadOptions arrays = ArrayReadOptions.Default with
            {
                Order = CodecFlags.Choice("--order", result.GetValue(order)!, ("nchw", AxisOrder.ChannelsFirst), ("nhwc", AxisOrder.ChannelsLast), ("tokens", AxisOrder.Tokens)),
            };
            IReadOnlyList<BadItem> bad = await Steps.RunAsync("batch verify", indices.Count, result.GetValue(json), steps => Task.Run(
                () => DatasetVerifier.Run(opened, indices, given.Length == 0 ? null : given, at, _ =>
                {
                    lock (steps)
                    {
                        steps.Advance();
                    }
                }, arrays, cancellation),
                cancellation)).ConfigureAwait(false);
            if (result.GetValue(json))
            {
                Terminal.WriteJson(new { dataset = path, items = indices.Count, bad });
            }
            else
            {
                foreach (BadItem item in bad)
                {
                    Console.Out.WriteLine($"bad: {item.Id} in {item.Source}: {item.Reason}");
                }

                Console.Out.WriteLine($"{indices.Count - bad.Count} of {indices.Count} items are as they should be{(given.Length > 0 ? ", sources included" : "")}, {bad.Count} bad");
            }

            return bad.Count == 0 ? ExitCode.Ok : ExitCode.BadInput;
        }));
        return command;
    }
}
