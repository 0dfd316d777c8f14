using System.CommandLine;
using System.Diagnostics;
using VideoFeat.Bridges.Datasets;
using VideoFeat.Bridges.Files.Arrays;
using VideoFeat.Bridges.Profiles;
using VideoFeat.Datasets;
using VideoFeat.Packing;

namespace VideoFeat.Cli.Verbs;

/// <summary><c>videofeat batch decode</c>: items of a dataset back into tensor files.</summary>
internal static class BatchDecodeVerb
{
    public static Command Create()
    {
        var dataset = new Argument<string>("dataset") { Description = "The dataset's folder." };
        var output = new Option<string>("--output", "-o") { Description = "Folder for the tensor files; it is made if missing.", Required = true };
        var format = new Option<string>("--format") { Description = "npy (one tensor), npz or safetensors. Default: npy, or npz for several tensors." };
        var jobs = new Option<int>("--jobs") { Description = "Items at once, 1..256.", DefaultValueFactory = _ => Environment.ProcessorCount };
        var json = new Option<bool>("--json") { Description = "Print the result as JSON." };
        var command = new Command("decode", """
            Items back into tensor files, each under its id. A damaged item is named and not written; the exit status is 3 then.

            Examples:
              videofeat batch decode dataset -o back
              videofeat batch decode dataset -o back --id train/000017 --id train/000018
              videofeat batch decode dataset -o back --slice 0:1000:10 --format safetensors
            """) { dataset, output, format, jobs, json };
        var items = new ItemFlags(command);
        var profiles = new ProfileFlag(command);
        command.SetAction((result, cancellation) => Faults.GuardAsync(async () =>
        {
            string? extension = result.GetValue(format) is string named ? CodecFlags.Choice("--format", named, ("npy", ".npy"), ("npz", ".npz"), ("safetensors", ".safetensors")) : null;
            int at = result.GetValue(jobs) is >= 1 and <= 256 and int n ? n : throw new ArgumentException($"--jobs is {result.GetValue(jobs)}; allowed are 1..256.");
            ProfileLibrary library = profiles.Read(result);
            using FeatureDataset opened = FeatureDataset.Open(result.GetValue(dataset)!, new DatasetOptions { Profiles = library, Decoders = Math.Max(at, 4) });
            IReadOnlyList<int> indices = items.Read(result, opened);
            string folder = result.GetValue(output)!;
            long start = Stopwatch.GetTimestamp();
            var bad = new List<BadItem>();
            long bytes = 0;
            await Steps.RunAsync("batch decode", indices.Count, result.GetValue(json), async steps =>
            {
                await Parallel.ForEachAsync(indices, new ParallelOptions { MaxDegreeOfParallelism = at, CancellationToken = cancellation }, (index, _) =>
                {
                    BadItem? fault = Decode(opened, index, folder, extension, out long written);
                    lock (bad)
                    {
                        bad.AddRange(fault is null ? [] : [fault]);
                        bytes += written;
                        steps.Advance();
                    }

                    return ValueTask.CompletedTask;
                }).ConfigureAwait(false);
                return 0;
            }).ConfigureAwait(false);
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (result.GetValue(json))
            {
                Terminal.WriteJson(new { folder, items = indices.Count - bad.Count, tensorBytes = bytes, bad, seconds });
            }
            else
            {
                bad.ForEach(b => Terminal.Note($"bad: {b.Id} in {b.Source}: {b.Reason}"));
                Console.Out.WriteLine($"{indices.Count - bad.Count} items ({ByteSize.Text(bytes)}) written to {folder} in {seconds:F2} s, {bad.Count} bad");
            }

            return bad.Count == 0 ? ExitCode.Ok : ExitCode.BadInput;
        }));
        return command;
    }

    private static BadItem? Decode(FeatureDataset dataset, int index, string folder, string? extension, out long bytes)
    {
        bytes = 0;
        DatasetItem item = dataset.Manifest.Items[index];
        FeatureSet set;
        try
        {
            set = dataset[index];
        }
        catch (Exception e) when (e is FeatureFormatException or FileNotFoundException)
        {
            return new BadItem(item.Id, dataset.Manifest.Shards[item.Shard].File, e.Message);
        }

        using (set)
        {
            string path = Path.Combine(folder, PathOf(item.Id)) + (extension ?? (set.Count == 1 && set[0].Name.Length == 0 ? ".npy" : ".npz"));
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            TensorFiles.Write(path, set);
            bytes = set.Sum(t => (long)t.Bytes.Length);
        }

        return null;
    }

    // An id's slashes are folders; what could leave the folder, or is no name, is escaped, so that two ids never share a file.
    private static string PathOf(string id) => string.Join(Path.DirectorySeparatorChar, id.Split('/').Select(part =>
        part is "" or "." or ".." ? "%" + string.Concat(part.Select(_ => "2E"))
        : string.Concat(part.Select(c => c is '%' or '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|' || char.IsControl(c) ? $"%{(int)c:X2}" : c.ToString()))));
}
