using System.CommandLine;
using System.Diagnostics;
using Spectre.Console;
using VideoFeat.Bridges;
using VideoFeat.Bridges.Live;
using VideoFeat.Bridges.Onnx;
using VideoFeat.Bridges.Profiles;
using VideoFeat.Bridges.Rtp;
using VideoFeat.Evaluation;
using VideoFeat.Monitoring;
using VideoFeat.Streaming;

namespace VideoFeat.Cli.Verbs;

/// <summary><c>videofeat receive</c>: a live stream of features into tensor files, through a network's back half, or into figures alone.</summary>
internal static class ReceiveVerb
{
    public static Command Create()
    {
        var source = new Argument<string>("source")
        {
            Description = "The .sdp file that the sender wrote, rtp://ADDRESS:PORT, rtsp://HOST[:PORT]/PATH, srt://HOST:PORT[?mode=listener&passphrase=…&latency=MS], udp://HOST:PORT (MPEG-TS).",
        };
        var output = new Option<string>("--output", "-o") { Description = "Folder for the tensor files; without it, only figures." };
        var format = new Option<string>("--format") { Description = "npy (one tensor), npz or safetensors. Default: npy, or npz for several tensors." };
        var conceal = new Option<string>("--conceal") { Description = "What stands in for a lost set: none, repeat or linear.", DefaultValueFactory = _ => "none" };
        var task = new Option<string>("--task") { Description = "With --model: classify (first output: a score a class) or yolox.", DefaultValueFactory = _ => "classify" };
        var duration = new Option<double?>("--duration") { Description = "Seconds to receive; else until the sender says goodbye." };
        var json = new Option<bool>("--json") { Description = "Print the result as JSON." };
        var lines = new Option<bool>("--json-lines") { Description = "Print a line of JSON for each set: its state, and with --model the network's answer." };
        var carrier = new CarrierFlags();
        var model = new ModelFlags("An ONNX network whose back half goes on from the features.");
        var command = new Command("receive", """
            A live stream of features back into tensors, or on through a network's back half. May be started before the sender. Ends at the sender's goodbye,
            after --duration, or at Ctrl-C.

            A set that is lost is not written; it is counted, with the reason. The exit status is 3 where not one set came.

            Examples:
              videofeat receive session.sdp -o back/
              videofeat receive session.sdp --monitor 127.0.0.1:8080
              videofeat receive rtsp://127.0.0.1:8554/live --duration 60 --json
              videofeat receive session.sdp --model yolox_nano.onnx --cut input.67 --recipe yolox --task yolox --json-lines
            """) { source, output, format, conceal, task, duration, json, lines };
        carrier.AddTo(command);
        model.AddTo(command);
        var monitor = new MonitorFlags();
        monitor.AddTo(command);
        var profiles = new ProfileFlag(command);
        command.SetAction((result, cancellation) => Faults.GuardAsync(async () =>
        {
            ConcealmentPolicy policy = CodecFlags.Choice("--conceal", result.GetValue(conceal)!,
                ("none", ConcealmentPolicy.None), ("repeat", ConcealmentPolicy.RepeatLast), ("linear", ConcealmentPolicy.Linear));
            string? extension = result.GetValue(format) is not string name ? null
                : CodecFlags.Choice("--format", name, ("npy", ".npy"), ("npz", ".npz"), ("safetensors", ".safetensors"));
            string from = result.GetValue(source)!;

            // Without the passphrase that an address may hold.
            string named = StreamAddress.LooksLikeOne(from) ? $"{StreamAddress.Parse("The source", from)}" : from;
            LiveOptions live = carrier.Live(result);
            live.Validate();
            MonitorOptions shown = monitor.Read(result, StreamAddress.LooksLikeOne(from) ? named : Path.GetFileName(from));
            TimeSpan? next = carrier.Reconnect(result);
            var rtp = new RtpReceiverOptions { EndAtBye = next is null, Interface = live.Interface };
            (SplitModel Model, InputRecipe Recipe)? split = model.IsGiven(result) ? model.Load(result) : null;
            using IDisposable? owned = split?.Model;
            BackHalf? back = split is null ? null : Back(split.Value.Model, split.Value.Recipe, result.GetValue(task)!);
            bool quiet = result.GetValue(json) || result.GetValue(lines);
            var sink = new SetSink(result.GetValue(output), extension, result.GetValue(lines) ? SetLines.Json : back is null || result.GetValue(json) ? SetLines.Faults : SetLines.Text);
            await using IUnitReceiver receiver = Incoming.Open(from, rtp, live);
            using var reception = new FeatureReception(policy, profiles: profiles.Read(result)) { IdleLimit = receiver is RtpReceiver ? next : null };
            await using StreamMonitor watch = await MonitorFlags.OpenAsync(shown, reception, receiver, cancellation).ConfigureAwait(false);
            Summary summary = await ReceiveAsync(receiver, reception, watch, back, sink, result.GetValue(duration), quiet, cancellation).ConfigureAwait(false);
            Print(summary, result.GetValue(json), result.GetValue(lines));
            if (summary.Intact + summary.Unchecked > 0)
            {
                return ExitCode.Ok;
            }

            Terminal.Error($"{named}: not one feature set came ({Incoming.Amount(summary.Network)}).");
            return ExitCode.BadInput;
        }));
        return command;
    }

    private static BackHalf Back(SplitModel model, InputRecipe recipe, string task)
    {
        // Of the usual confidence, not of an evaluation's: these are shown.
        const double ShownScore = 0.3;
        var detector = new YoloxOptions { InputWidth = recipe.Width, InputHeight = recipe.Height, MinScore = ShownScore };
        return new BackHalf(model, CodecFlags.Choice<Func<NetworkOutputs, NetworkAnswer>>("--task", task,
            ("classify", outputs => NetworkAnswer.Classify(outputs)), ("yolox", outputs => NetworkAnswer.Detect(outputs, detector))));
    }

    private static Task<Summary> ReceiveAsync(
        IUnitReceiver receiver, FeatureReception reception, StreamMonitor watch, BackHalf? back, SetSink sink, double? duration, bool quiet,
        CancellationToken cancellation) =>
        Steps.RunAsync("receive", null, quiet, async steps =>
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            if (duration is double seconds)
            {
                end.CancelAfter(TimeSpan.FromSeconds(seconds));
            }

            var clock = Stopwatch.StartNew();
            await foreach (DecodedFeature feature in reception.RunAsync(receiver, end.Token).ConfigureAwait(false))
            {
                using (feature)
                {
                    NetworkAnswer? answer = back?.Run(reception, feature, cancellation);
                    if (answer is not null)
                    {
                        watch.Answer(feature, answer);
                    }

                    sink.Take(feature, answer);
                    steps.Advance();
                }
            }

            if (!await watch.FinishAsync().ConfigureAwait(false))
            {
                Terminal.Note("the collector did not take the last figures");
            }

            return new Summary(
                reception.Count(FeatureState.Intact), reception.Count(FeatureState.Unchecked), reception.Count(FeatureState.Concealed),
                reception.Count(FeatureState.Lost), clock.Elapsed.TotalSeconds, Incoming.Statistics(receiver));
        });

    private static void Print(Summary s, bool json, bool lines)
    {
        if (json || lines)
        {
            Terminal.WriteJson(s, indented: !lines);
            return;
        }

        Table table = Terminal.Table("", "")
            .AddTextRow("sets", $"{s.Intact} intact, {s.Unchecked} unchecked, {s.Concealed} concealed, {s.Lost} lost in {s.Seconds:F1} s");
        Terminal.Write(Incoming.AddRows(table, s.Network).HideHeaders());
    }

    private sealed record Summary(long Intact, long Unchecked, long Concealed, long Lost, double Seconds, object Network);
}
