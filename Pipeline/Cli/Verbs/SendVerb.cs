using System.CommandLine;
using System.Diagnostics;
using System.Net;
using Spectre.Console;
using VideoFeat.Bridges.Rtp;
using VideoFeat.Bridges.Rtp.Secure;
using VideoFeat.Packing;
using VideoFeat.Streaming;

namespace VideoFeat.Cli.Verbs;

/// <summary><c>videofeat send</c>: tensors, or images and video through a network's front half, as an H.265 RTP stream.</summary>
internal static class SendVerb
{
    public static Command Create()
    {
        var inputs = new Argument<string[]>("input") { Description = "Tensor files (.npy, .npz, .safetensors) or folders of them; with --model, images or videos.", Arity = ArgumentArity.OneOrMore };
        var to = new Option<string>("--to") { Description = "rtp://ADDRESS:PORT, or srtp://ADDRESS:PORT with a new key, which --sdp then holds. IPv6 in brackets; multicast groups too.", Required = true };
        var sdp = new Option<string>("--sdp") { Description = "Write the session's description here, for the receiver." };
        var order = new Option<string>("--order") { Description = "What the axes mean: nchw, nhwc or tokens.", DefaultValueFactory = _ => "nchw" };
        var packetBytes = new Option<int>("--packet-bytes") { Description = "Largest UDP payload.", DefaultValueFactory = _ => new RtpOptions().MaxPacketBytes };
        var repair = new Option<double>("--repair") { Description = "FlexFEC repair packets per media packet, 0..1.", DefaultValueFactory = _ => 0 };
        var fast = new Option<bool>("--fast") { Description = "As fast as possible, not at --fps." };
        var repeat = new Option<bool>("--repeat") { Description = "Start over when the input ends." };
        var duration = new Option<double?>("--duration") { Description = "Seconds to send." };
        var json = new Option<bool>("--json") { Description = "Print the result as JSON." };
        var codec = new CodecFlags();
        var model = new ModelFlags();
        var command = new Command("send", """
            Features as an ordinary H.265 RTP stream. Ctrl-C says goodbye to the receiver and sums up.

            Examples:
              videofeat send features/ --to rtp://127.0.0.1:5004 --sdp session.sdp --lossless --prediction p
              videofeat send clip.mp4 --to srtp://192.0.2.7:5004 --sdp session.sdp --model yolox_nano.onnx --cut input.67 --recipe yolox
            """) { inputs, to, sdp, order, packetBytes, repair, fast, repeat, duration, json };
        codec.AddTo(command);
        model.AddTo(command);
        command.SetAction((result, cancellation) => Faults.GuardAsync(async () =>
        {
            CodecOptions options = codec.Read(result);
            AxisOrder axes = CodecFlags.Choice("--order", result.GetValue(order)!,
                ("nchw", AxisOrder.ChannelsFirst), ("nhwc", AxisOrder.ChannelsLast), ("tokens", AxisOrder.Tokens));
            (IPEndPoint endpoint, bool secure) = StreamAddress.Parse("--to", result.GetValue(to)!);
            string? description = result.GetValue(sdp);
            if (secure && description is null)
            {
                throw new ArgumentException("srtp:// makes a new key, and the receiver needs it: give --sdp FILE.");
            }

            var rtp = new RtpOptions
            {
                MaxPacketBytes = result.GetValue(packetBytes),
                RepairShare = result.GetValue(repair),
                Key = secure ? SrtpKey.Create() : null,
            };
            rtp.Validate();
            using FeatureSource source = model.IsGiven(result)
                ? model.OpenSource(result, result.GetValue(inputs)!)
                : FeatureSource.Tensors(result.GetValue(inputs)!, axes);
            var streaming = new StreamerOptions
            {
                Codec = options,
                Identity = source.Identity,
                SetsPerSecond = result.GetValue(fast) ? null : options.SetsPerSecond,
            };
            Summary summary = await SendAsync(
                source, endpoint, description, streaming, rtp, result.GetValue(repeat), result.GetValue(duration), result.GetValue(json), cancellation).ConfigureAwait(false);
            Print(summary, result.GetValue(json));
            return ExitCode.Ok;
        }));
        return command;
    }

    private static Task<Summary> SendAsync(
        FeatureSource source, IPEndPoint endpoint, string? sdp, StreamerOptions options, RtpOptions rtp, bool repeat, double? seconds, bool quiet,
        CancellationToken cancellation) =>
        Steps.RunAsync("send", repeat ? null : source.Count, quiet, async steps =>
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            if (seconds is double limit)
            {
                end.CancelAfter(TimeSpan.FromSeconds(limit));
            }

            var clock = Stopwatch.StartNew();
            await using var streamer = new FeatureStreamer(options, (encoder, _) => new(Open(endpoint, sdp, encoder, rtp)));
            streamer.SetSent += _ => steps.Advance();
            await streamer.RunAsync(source.StreamAsync(repeat, end.Token), end.Token).ConfigureAwait(false);
            await streamer.DisposeAsync().ConfigureAwait(false);
            return streamer.Sender is RtpSender sender && streamer.Sets > 0
                ? new Summary($"{endpoint}", streamer.Encoder!.EncoderName, streamer.Sets, streamer.BitsPerElement, clock.Elapsed.TotalSeconds, sender.Statistics)
                : throw new FileNotFoundException("The input holds no feature set, or sending ended before the first.");
        });

    private static RtpSender Open(IPEndPoint endpoint, string? sdp, FeatureEncoder encoder, RtpOptions rtp)
    {
        RtpSender sender = RtpSender.Connect(endpoint, encoder.ExtraData, rtp with { FramesPerSecond = encoder.FramesPerSecond });
        if (sender.Statistics.SocketBufferWarning is string warning)
        {
            Terminal.Note(warning);
        }

        if (sdp is not null)
        {
            WriteDescription(sdp, sender.Description.ToText());
        }

        return sender;
    }

    // With a key in it, the file is for its owner alone.
    private static void WriteDescription(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var writer = new StreamWriter(path, options);
        writer.Write(text);
    }

    private static void Print(Summary s, bool json)
    {
        if (json)
        {
            Terminal.WriteJson(s);
            return;
        }

        RtpSenderStatistics n = s.Network;
        Terminal.Write(Terminal.Table("", "")
            .AddTextRow("to", s.To)
            .AddTextRow("encoder", s.Encoder)
            .AddTextRow("sets", $"{s.Sets} in {s.Seconds:F1} s, {s.BitsPerElement:F3} bits per element")
            .AddTextRow("network", $"{n.Packets} packets, {n.WireBytes:N0} bytes, {8 * n.WireBytes / s.Seconds / 1000:F0} kbit/s")
            .AddTextRow("help", $"{n.Retransmitted} retransmitted, {n.RepairPackets} repair packets, {n.KeyRequests} key pictures asked for")
            .AddTextRow("receiver", n.LossReported is double loss ? $"loss {loss:P1}, round trip {n.RoundTrip?.TotalMilliseconds ?? 0:F1} ms" : "no report came")
            .HideHeaders());
    }

    private sealed record Summary(string To, string Encoder, long Sets, double BitsPerElement, double Seconds, RtpSenderStatistics Network);
}
