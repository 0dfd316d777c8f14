using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Spectre.Console;
using VideoFeat.Batch;
using VideoFeat.Bridges.Datasets;
using VideoFeat.Bridges.Files.Arrays;
using VideoFeat.Packing;

namespace VideoFeat.Cli.Verbs;

/// <summary><c>videofeat batch encode</c>: tensor files of any number into a dataset.</summary>
internal static class BatchEncodeVerb
{
    public static Command Create()
    {
        var inputs = new Argument<string[]>("input") { Description = "Folders, globs, .npy, .npz and .safetensors files, .tar shards of them (WebDataset), lists of all these (.txt).", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string>("--output", "-o") { Description = "The dataset's folder; it is made if missing, and gone on with if it was begun.", Required = true };
        var order = new Option<string>("--order") { Description = "What the axes mean: nchw, nhwc or tokens.", DefaultValueFactory = _ => "nchw" };
        var float64 = new Option<bool>("--convert-float64") { Description = "Round float64 arrays to float32 instead of refusing them." };
        var maxError = new Option<string?>("--max-error") { Description = "Largest error of an element: 0.01, or 0.5% of its item's range. Items that miss it are coded finer, or stored exactly." };
        var shardSize = new Option<string>("--shard-size") { Description = "Bytes of tensors, as they are in memory, after which a shard is full.", DefaultValueFactory = _ => "128M" };
        var shardItems = new Option<int>("--shard-items") { Description = "Items after which a shard is full; 0: as many as fit." };
        var container = new Option<string>("--container") { Description = "mp4 or mkv.", DefaultValueFactory = _ => "mp4" };
        var jobs = new Option<int>("--jobs") { Description = "Shards coded at once; the result does not depend on it.", DefaultValueFactory = _ => Environment.ProcessorCount };
        var dryRun = new Option<bool>("--dry-run") { Description = "Estimate size and time from a sample; write nothing." };
        var again = new Option<bool>("--again") { Description = "Code the shards again whose sources changed; else that is an error." };
        var allowBad = new Option<bool>("--allow-bad") { Description = "Bad items are reported, and the exit status is 0." };
        var json = new Option<bool>("--json") { Description = "Print the result as JSON." };
        var command = new Command("encode", """
            Tensor files into a dataset. Stopped or killed at any instant, the same command goes on; the result is the same to the byte.

            A worker has one thread, and everything is decoded once: --threads and --verify change nothing. A bad item is a line of the report.

            Examples:
              videofeat batch encode features/ -o dataset --lossless --bits 10
              videofeat batch encode 'train-*.tar' -o dataset --qp 22 --max-error 0.5%
              videofeat batch encode features/ -o dataset --bridge near-lossless --effort fast --dry-run
              videofeat batch encode features/ -o dataset --lossless --shard 3/8    part 3 of 8; then: batch merge dataset
            """) { inputs, output, order, float64, maxError, shardSize, shardItems, container, jobs, dryRun, again, allowBad, json };
        var part = new PartFlag(command);
        var codec = new CodecFlags();
        codec.AddTo(command);
        command.SetAction((result, cancellation) => Faults.GuardAsync(async () =>
        {
            var options = new BatchOptions
            {
                Inputs = result.GetValue(inputs)!,
                Output = result.GetValue(output)!,
                Codec = codec.Read(result),
                MaxError = result.GetValue(maxError) is string limit ? Limit(limit) : null,
                ShardBytes = ByteSize.Read("--shard-size", result.GetValue(shardSize)!),
                ShardItems = result.GetValue(shardItems) is int items and > 0 ? items : int.MaxValue,
                Container = result.GetValue(container)!,
                Jobs = result.GetValue(jobs),
                Part = part.Read(result),
                Again = result.GetValue(again),
                Arrays = ArrayReadOptions.Default with
                {
                    Order = CodecFlags.Choice("--order", result.GetValue(order)!, ("nchw", AxisOrder.ChannelsFirst), ("nhwc", AxisOrder.ChannelsLast), ("tokens", AxisOrder.Tokens)),
                    ConvertFloat64 = result.GetValue(float64),
                },
            };
            bool asJson = result.GetValue(json);
            if (result.GetValue(dryRun))
            {
                Print(await Task.Run(() => BatchEstimate.Make(options, cancellation), cancellation).ConfigureAwait(false), asJson);
                return ExitCode.Ok;
            }

            BatchReport report = await EncodeAsync(options, asJson, cancellation).ConfigureAwait(false);
            Print(report, asJson);
            return report.Manifest.Bad.Count == 0 || result.GetValue(allowBad) ? ExitCode.Ok : ExitCode.BadInput;
        }));
        return command;
    }

    internal static ErrorLimit Limit(string text)
    {
        bool relative = text.EndsWith('%');
        return double.TryParse(relative ? text[..^1] : text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value >= 0 && double.IsFinite(value)
            ? relative ? new ErrorLimit(Relative: value / 100) : new ErrorLimit(Absolute: value)
            : throw new ArgumentException($"--max-error is '{text}'; a number is expected, such as 0.01, or a percentage of the range, such as 0.5%.");
    }

    private static Task<BatchReport> EncodeAsync(BatchOptions options, bool quiet, CancellationToken cancellation) =>
        Steps.RunAsync("batch encode", null, quiet, async steps =>
        {
            long start = Stopwatch.GetTimestamp();
            long shown = 0;
            return await BatchEncoder.RunAsync(
                options,
                p =>
                {
                    double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
                    double ratio = p.CodedBytes == 0 ? 0 : (double)p.TensorBytes / p.CodedBytes;
                    steps.Expect(p.AllItems);
                    steps.Advance(p.Items - shown, string.Create(
                        CultureInfo.InvariantCulture, $"{p.Items}/{p.AllItems} items{(p.Bad > 0 ? $", {p.Bad} bad" : "")}, {p.TensorBytes / seconds / 1e6:F1} MB/s, {ratio:F1}:1"));
                    shown = p.Items;
                },
                cancellation).ConfigureAwait(false);
        });

    private static void Print(BatchEstimate e, bool json)
    {
        if (json)
        {
            Terminal.WriteJson(e);
            return;
        }

        Terminal.Write(Terminal.Table("", "")
            .AddTextRow("items", $"{e.Items} in {e.Shards} shards{(e.Bad > 0 ? $", {e.Bad} bad" : "")}")
            .AddTextRow("size", $"{ByteSize.Text(e.TensorBytes)} to about {ByteSize.Text(e.CodedBytes)} ({(double)e.TensorBytes / Math.Max(1, e.CodedBytes):F1}:1)")
            .AddTextRow("time", $"about {TimeSpan.FromSeconds(Math.Ceiling(e.Seconds)):g} by {e.Sampled} items")
            .HideHeaders());
    }

    private static void Print(BatchReport r, bool json)
    {
        DatasetManifest m = r.Manifest;
        if (json)
        {
            Terminal.WriteJson(new
            {
                r.Output,
                Items = m.Items.Count,
                r.Resumed,
                Shards = m.Shards.Count,
                r.TensorBytes,
                r.CodedBytes,
                r.BitsPerElement,
                r.MaxError,
                Coded = r.Count(ItemState.Coded),
                Finer = r.Count(ItemState.Finer),
                Exact = r.Count(ItemState.Exact),
                m.Bad,
                m.Part,
                Seconds = r.Elapsed.TotalSeconds,
            });
            return;
        }

        foreach (BadItem bad in m.Bad)
        {
            Terminal.Note($"bad: {bad.Reason}");
        }

        Terminal.Write(Terminal.Table("", "")
            .AddTextRow("dataset", r.Output + (m.Part is null ? "" : $" (part {m.Part.Index} of {m.Part.Count}; batch merge joins them)"))
            .AddTextRow("items", $"{m.Items.Count} in {m.Shards.Count} files, {m.Bad.Count} bad{(r.Resumed > 0 ? $", {r.Resumed} of earlier runs" : "")}")
            .AddTextRow("states", $"{r.Count(ItemState.Coded)} coded as asked, {r.Count(ItemState.Finer)} finer, {r.Count(ItemState.Exact)} exact")
            .AddTextRow("size", $"{ByteSize.Text(r.TensorBytes)} to {ByteSize.Text(r.CodedBytes)} ({(double)r.TensorBytes / Math.Max(1, r.CodedBytes):F1}:1, {r.BitsPerElement:F3} bits per element)")
            .AddTextRow("largest error", $"{r.MaxError:G6} (measured)")
            .AddTextRow("time", $"{r.Elapsed.TotalSeconds:F1} s")
            .HideHeaders());
    }
}
