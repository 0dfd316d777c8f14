using System.CommandLine;
using System.Diagnostics;
using Spectre.Console;
using VideoFeat.Bridges;
using VideoFeat.Bridges.Files;
using VideoFeat.Bridges.Files.Arrays;
using VideoFeat.Bridges.Hevc.Rate;
using VideoFeat.Packing;

namespace VideoFeat.Cli.Verbs;

/// <summary><c>videofeat encode</c>: tensors, or images and video through a network's front half, into an HEVC file.</summary>
internal static class EncodeVerb
{
    public static Command Create()
    {
        var inputs = new Argument<string[]>("input") { Description = "Tensor files (.npy, .npz, .safetensors) or folders of them; with --model, images or videos.", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string>("--output", "-o") { Description = "The file to write: .mp4, .mkv, .ts or .hevc.", Required = true };
        var tensors = new TensorFlags();
        var json = new Option<bool>("--json") { Description = "Print the result as JSON." };
        var codec = new CodecFlags();
        var model = new ModelFlags();
        var command = new Command("encode", """
            Feature tensors into an HEVC file.

            Examples:
              videofeat encode features/ -o features.mp4 --bits 10 --lossless
              videofeat encode p3.npy -o p3.hevc --qp 22 --verify
              videofeat encode clip.mp4 -o clip.mkv --model yolox_nano.onnx --cut input.67 --recipe yolox --prediction p
            """) { inputs, output, json };
        tensors.AddTo(command);
        codec.AddTo(command);
        model.AddTo(command);
        command.SetAction((result, cancellation) => Faults.GuardAsync(async () =>
        {
            var options = codec.Read(result);
            string path = result.GetValue(output)!;
            _ = FileFormat.Of(path);
            using FeatureSource source = model.IsGiven(result)
                ? model.OpenSource(result, result.GetValue(inputs)!)
                : FeatureSource.Tensors(result.GetValue(inputs)!, tensors.Read(result));
            Summary summary = await EncodeAsync(source, path, options, result.GetValue(json), cancellation).ConfigureAwait(false);
            Print(summary, result.GetValue(json));
            return ExitCode.Ok;
        }));
        return command;
    }

    /// <summary>Codes a source into a file; the file appears when it is whole.</summary>
    public static async Task<Summary> EncodeAsync(FeatureSource source, string path, CodecOptions options, bool quiet, CancellationToken cancellation)
    {
        FeatureEncoder? encoder = null;
        FeatureFileWriter? writer = null;
        try
        {
            return await Steps.RunAsync("encode", source.Count, quiet, async steps =>
            {
                long sets = 0, bits = 0, elements = 0;
                float? maxError = null;
                var clock = Stopwatch.StartNew();
                await foreach (CodedFeature coded in Coded(source, options, e => encoder = e, cancellation).ConfigureAwait(false))
                {
                    using (coded)
                    {
                        writer ??= FeatureFileWriter.Create(path, encoder!.ExtraData, encoder.Plan.FrameWidth, encoder.Plan.FrameHeight, encoder.FramesPerSecond);
                        writer.Write(coded);
                        sets += coded.Units.Count / encoder!.Plan.FramesPerSet;
                        bits += coded.Bits;
                        elements += coded.Elements;
                        maxError = coded.MaxError is float error ? Math.Max(maxError ?? 0, error) : maxError;
                        steps.Advance();
                    }
                }

                long bytes = writer!.Finish();
                return new Summary(path, encoder!, sets, elements, bits, bytes, maxError, clock.Elapsed.TotalSeconds) { Rate = encoder!.Rate };
            }).ConfigureAwait(false);
        }
        finally
        {
            writer?.Dispose();
            encoder?.Dispose();
        }
    }

    internal static void Print(Summary s, bool json)
    {
        AdaptFlags.Notes(s.Rate, null, s, s.Seconds);
        if (json)
        {
            Terminal.WriteJson(new
            {
                s.Path,
                s.Encoder,
                s.Skipped,
                s.Frame,
                s.FramesPerSet,
                s.Sets,
                s.Elements,
                s.BitsPerElement,
                s.Bytes,
                s.MaxError,
                s.Seconds,
                s.Rate,
            });
            return;
        }

        Terminal.Write(Terminal.Table("", "")
            .AddTextRow("file", $"{s.Path} ({s.Bytes:N0} bytes)")
            .AddTextRow("encoder", s.Encoder)
            .AddTextRow("frames", $"{s.Frame}, {s.FramesPerSet} a set")
            .AddTextRow("sets", $"{s.Sets} ({s.Elements:N0} elements)")
            .AddTextRow("bits per element", $"{s.BitsPerElement:F3} (container: {8.0 * s.Bytes / s.Elements:F3})")
            .AddTextRow("largest error", s.MaxError is float error ? $"{error:G6} (measured)" : "not measured (--verify)")
            .AddTextRow("time", $"{s.Seconds:F2} s, {1000 * s.Seconds / s.Sets:F1} ms a set")
            .HideHeaders());
        foreach (string skipped in s.Skipped)
        {
            Terminal.Note($"passed over {skipped}");
        }
    }

    private static async IAsyncEnumerable<CodedFeature> Coded(
        FeatureSource source, CodecOptions options, Action<FeatureEncoder> opened, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await using IAsyncEnumerator<FeatureSet> sets = source.ReadAsync(cancellation).GetAsyncEnumerator(cancellation);
        if (!await sets.MoveNextAsync().ConfigureAwait(false))
        {
            throw new FileNotFoundException("The input holds no feature set.");
        }

        FeatureEncoder encoder = FeatureEncoder.Open([.. sets.Current.Select(t => t.Spec)], options, source.Identity);
        opened(encoder);
        await foreach (CodedFeature coded in encoder.EncodeAsync(Rest(sets), cancellation).ConfigureAwait(false))
        {
            yield return coded;
        }
    }

    private static async IAsyncEnumerable<FeatureSet> Rest(IAsyncEnumerator<FeatureSet> started)
    {
        do
        {
            yield return started.Current;
        }
        while (await started.MoveNextAsync().ConfigureAwait(false));
    }

    /// <summary>What came out of coding a source.</summary>
    internal sealed record Summary(
        string Path, string Encoder, IReadOnlyList<string> Skipped, string Frame, int FramesPerSet, long Sets, long Elements, double BitsPerElement,
        long Bytes, float? MaxError, double Seconds)
    {
        public Summary(string path, FeatureEncoder encoder, long sets, long elements, long bits, long bytes, float? maxError, double seconds)
            : this(path, encoder.EncoderName, encoder.Skipped, $"{encoder.Plan.FrameWidth}x{encoder.Plan.FrameHeight}", encoder.Plan.FramesPerSet, sets,
                elements, (double)bits / elements, bytes, maxError, seconds)
        {
        }

        public RateReport? Rate { get; init; }
    }
}
