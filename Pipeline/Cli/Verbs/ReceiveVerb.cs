using System.CommandLine;
using System.Diagnostics;
using Spectre.Console;
using VideoFeat.Bridges;
using VideoFeat.Bridges.Files.Arrays;
using VideoFeat.Bridges.Rtp;
using VideoFeat.Bridges.Rtp.Sdp;
using VideoFeat.Packing;
using VideoFeat.Streaming;

namespace VideoFeat.Cli.Verbs;

/// <summary><c>videofeat receive</c>: an RTP stream of features into tensor files, or into figures alone.</summary>
internal static class ReceiveVerb
{
    public static Command Create()
    {
        var sdp = new Argument<string>("sdp") { Description = "The session's description, as the sender wrote it." };
        var output = new Option<string>("--output", "-o") { Description = "Folder for the tensor files; without it, only figures." };
        var format = new Option<string>("--format") { Description = "npy (one tensor), npz or safetensors. Default: npy, or npz for several tensors." };
        var conceal = new Option<string>("--conceal") { Description = "What stands in for a lost set: none, repeat or linear.", DefaultValueFactory = _ => "none" };
        var duration = new Option<double?>("--duration") { Description = "Seconds to receive; else until the sender says goodbye." };
        var json = new Option<bool>("--json") { Description = "Print the result as JSON." };
        var command = new Command("receive", """
            An RTP stream of features back into tensors. May be started before the sender. Ends at the sender's goodbye, after --duration, or at Ctrl-C.

            A set that is lost is not written; it is counted, with the reason. The exit status is 3 where not one set came.

            Examples:
              videofeat receive session.sdp -o back/
              videofeat receive session.sdp --duration 60 --json
            """) { sdp, output, format, conceal, duration, json };
        command.SetAction((result, cancellation) => Faults.GuardAsync(async () =>
        {
            ConcealmentPolicy policy = CodecFlags.Choice("--conceal", result.GetValue(conceal)!,
                ("none", ConcealmentPolicy.None), ("repeat", ConcealmentPolicy.RepeatLast), ("linear", ConcealmentPolicy.Linear));
            string? extension = result.GetValue(format) is not string name ? null
                : CodecFlags.Choice("--format", name, ("npy", ".npy"), ("npz", ".npz"), ("safetensors", ".safetensors"));
            SessionDescription session = Read(result.GetValue(sdp)!);
            Summary summary = await ReceiveAsync(
                session, result.GetValue(output), extension, policy, result.GetValue(duration), result.GetValue(json), cancellation).ConfigureAwait(false);
            Print(summary, result.GetValue(json));
            if (summary.Intact + summary.Unchecked > 0)
            {
                return ExitCode.Ok;
            }

            Terminal.Error($"{result.GetValue(sdp)}: not one feature set came ({summary.Network.Packets} packets).");
            return ExitCode.BadInput;
        }));
        return command;
    }

    private static SessionDescription Read(string path)
    {
        try
        {
            using var reader = new StreamReader(path);
            char[] text = new char[(1 << 16) + 1];
            return SessionDescription.Parse(new string(text, 0, reader.ReadBlock(text)));
        }
        catch (FeatureFormatException e)
        {
            throw new FeatureFormatException($"{path}: {e.Message}", e);
        }
    }

    private static Task<Summary> ReceiveAsync(
        SessionDescription session, string? folder, string? extension, ConcealmentPolicy policy, double? duration, bool quiet, CancellationToken cancellation) =>
        Steps.RunAsync("receive", null, quiet, async steps =>
        {
            await using RtpReceiver receiver = RtpReceiver.Bind(session);
            using var reception = new FeatureReception(policy);
            using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            if (duration is double seconds)
            {
                end.CancelAfter(TimeSpan.FromSeconds(seconds));
            }

            if (folder is not null)
            {
                Directory.CreateDirectory(folder);
            }

            if (receiver.Statistics.SocketBufferWarning is string warning)
            {
                Terminal.Note(warning);
            }

            var names = new ItemNames();
            var clock = Stopwatch.StartNew();
            await foreach (DecodedFeature feature in reception.RunAsync(receiver, end.Token).ConfigureAwait(false))
            {
                using (feature)
                {
                    Keep(feature, folder, extension, names);
                    steps.Advance();
                }
            }

            return new Summary(
                reception.Count(FeatureState.Intact), reception.Count(FeatureState.Unchecked), reception.Count(FeatureState.Concealed),
                reception.Count(FeatureState.Lost), clock.Elapsed.TotalSeconds, receiver.Statistics);
        });

    private static void Keep(DecodedFeature feature, string? folder, string? extension, ItemNames names)
    {
        if (feature.State is FeatureState.Lost or FeatureState.Concealed)
        {
            Terminal.Note($"set {feature.Sequence} is {(feature.State == FeatureState.Lost ? "lost" : "concealed")}: {feature.Reason}");
        }

        if (folder is not null && feature.Set is FeatureSet set)
        {
            string suffix = extension ?? (set.Count == 1 ? ".npy" : ".npz");
            TensorFiles.Write(Path.Combine(folder, names.For(feature.ItemId, feature.Sequence) + suffix), set);
        }
    }

    private static void Print(Summary s, bool json)
    {
        if (json)
        {
            Terminal.WriteJson(s);
            return;
        }

        RtpReceiverStatistics n = s.Network;
        Terminal.Write(Terminal.Table("", "")
            .AddTextRow("sets", $"{s.Intact} intact, {s.Unchecked} unchecked, {s.Concealed} concealed, {s.Lost} lost in {s.Seconds:F1} s")
            .AddTextRow("packets", $"{n.Packets} of {n.ExpectedPackets}, {n.Missing} missing for good, {n.Retransmitted} retransmitted, {n.Repaired} repaired")
            .AddTextRow("dropped units", n.Dropped.Count == 0 ? "none" : string.Join(", ", n.Dropped.Select(d => $"{d.Value} {d.Key}")))
            .AddTextRow("dropped packets", $"{n.Foreign} foreign, {n.Malformed} malformed, {n.Refused} refused, {n.Late} late, {n.Duplicates} duplicates")
            .AddTextRow("key pictures", $"{n.KeyRequests} asked for")
            .AddTextRow("jitter", $"{n.Jitter.TotalMilliseconds:F2} ms")
            .HideHeaders());
    }

    private sealed record Summary(long Intact, long Unchecked, long Concealed, long Lost, double Seconds, RtpReceiverStatistics Network);
}
