using System.CommandLine;
using System.Diagnostics;
using VideoFeat.Bridges;
using VideoFeat.Bridges.Files.Arrays;
using VideoFeat.Bridges.Hevc;
using VideoFeat.Bridges.Profiles;
using VideoFeat.Packing;

namespace VideoFeat.Cli.Verbs;

/// <summary><c>videofeat decode</c>: an HEVC file back into tensor files.</summary>
internal static class DecodeVerb
{
    public static Command Create()
    {
        var input = new Argument<string>("file") { Description = "A file with features: .mp4, .mkv, .ts, .hevc." };
        var output = new Option<string>("--output", "-o") { Description = "Folder for the tensor files; it is made if missing.", Required = true };
        var format = new Option<string>("--format") { Description = "npy (one tensor), npz or safetensors. Default: npy, or npz for several tensors." };
        var device = new Option<string>("--device") { Description = "software, cuda, qsv, vaapi, videotoolbox.", DefaultValueFactory = _ => "software" };
        var json = new Option<bool>("--json") { Description = "Print the result as JSON." };
        var command = new Command("decode", """
            An HEVC file back into tensors of their original type, shape and axis order.

            A set whose frames are missing or damaged is not written; it is named, and the exit status is 3.

            Examples:
              videofeat decode features.mp4 -o back/
              videofeat decode pyramid.mkv -o back/ --format safetensors
            """) { input, output, format, device, json };
        var profiles = new ProfileFlag(command);
        command.SetAction((result, cancellation) => Faults.GuardAsync(() => DecodeAsync(
            result.GetValue(input)!, result.GetValue(output)!, result.GetValue(format), result.GetValue(device)!, profiles.Read(result), result.GetValue(json), cancellation)));
        return command;
    }

    private static Task<int> DecodeAsync(string file, string folder, string? format, string device, ProfileLibrary profiles, bool json, CancellationToken cancellation) =>
        Steps.RunAsync("decode", null, json, async steps =>
        {
            string? extension = format is null ? null
                : CodecFlags.Choice("--format", format, ("npy", ".npy"), ("npz", ".npz"), ("safetensors", ".safetensors"));
            Directory.CreateDirectory(folder);
            using var decoder = FeatureDecoder.Open(new HevcDecoderOptions { Device = device }, profiles);
            var names = new ItemNames();
            var lost = new List<object>();
            var batch = new List<DecodedFeature>();
            long written = 0, uncheckedSets = 0;
            FeatureFormatException? cut = null;
            var clock = Stopwatch.StartNew();
            try
            {
                foreach (DecodedFeature feature in decoder.DecodeFile(file, cancellation))
                {
                    steps.Advance();
                    if (feature.State == FeatureState.Lost)
                    {
                        Terminal.Note($"{file}: set {feature.Sequence}{Item(feature)} is lost: {feature.Reason}");
                        lost.Add(new { feature.Sequence, feature.ItemId, feature.Reason });
                        feature.Dispose();
                        continue;
                    }

                    uncheckedSets += feature.State == FeatureState.Unchecked ? 1 : 0;
                    written++;
                    batch.Add(feature);
                    if (feature.BatchIndex == feature.BatchCount - 1)
                    {
                        await WriteAsync(batch, folder, extension, names, cancellation).ConfigureAwait(false);
                    }
                }
            }
            catch (FeatureFormatException e)
            {
                cut = e;
            }

            await WriteAsync(batch, folder, extension, names, cancellation).ConfigureAwait(false);
            if (json)
            {
                Terminal.WriteJson(new { file, folder, sets = written, @unchecked = uncheckedSets, lost, fault = cut?.Message, seconds = clock.Elapsed.TotalSeconds });
            }
            else
            {
                Console.Out.WriteLine($"{written} sets written to {folder} in {clock.Elapsed.TotalSeconds:F2} s, {lost.Count} lost"
                    + (uncheckedSets > 0 ? $", {uncheckedSets} unchecked (the stream carries no check of its codes)" : ""));
            }

            if (cut is not null)
            {
                Terminal.Error(cut.Message);
            }

            return cut is null && lost.Count == 0 ? ExitCode.Ok : ExitCode.BadInput;
        });

    private static string Item(DecodedFeature feature) => feature.ItemId is null ? "" : $" ('{feature.ItemId}')";

    // A batch that is whole comes back as one file of the original shape; one with holes as a file a set.
    private static async Task WriteAsync(List<DecodedFeature> batch, string folder, string? extension, ItemNames names, CancellationToken cancellation)
    {
        if (batch.Count == 0)
        {
            return;
        }

        try
        {
            bool whole = batch.Count == batch[0].BatchCount;
            foreach (FeatureSet set in whole ? [FeatureBatch.Join(batch.Select(b => b.Set!))] : batch.Select(b => b.Set!))
            {
                string name = names.For(set.ItemId, batch[0].Sequence);
                string suffix = extension ?? (set.Count == 1 ? ".npy" : ".npz");
                await Task.Run(() => TensorFiles.Write(Path.Combine(folder, name + suffix), set), cancellation).ConfigureAwait(false);
                if (whole && batch.Count > 1)
                {
                    set.Dispose();
                }
            }
        }
        finally
        {
            batch.ForEach(b => b.Dispose());
            batch.Clear();
        }
    }
}
