using System.CommandLine;
using System.Diagnostics;
using System.Net.Sockets;
using Spectre.Console;
using VideoFeat.Bridges.Hevc.Rate;
using VideoFeat.Bridges.Rtp;
using VideoFeat.Bridges.Rtp.Secure;
using VideoFeat.Packing;
using VideoFeat.Splitting;
using VideoFeat.Streaming;
using VideoFeat.Streaming.Adaptation;

namespace VideoFeat.Cli.Verbs;

/// <summary><c>videofeat send</c>: tensors, or images and video through a network's front half, as a live H.265 stream.</summary>
internal static class SendVerb
{
    public static Command Create()
    {
        var inputs = new Argument<string[]>("input") { Description = "Tensor files (.npy, .npz, .safetensors) or folders of them; with --model, images or videos.", Arity = ArgumentArity.ZeroOrMore };
        var to = new Option<string>("--to") { Description = """
            rtp://ADDRESS:PORT; srtp://ADDRESS:PORT with a new key, which --sdp then holds; rtsp://HOST[:PORT]/PATH (push); srt://HOST:PORT[?mode=listener&passphrase=…&latency=MS]; udp://HOST:PORT (MPEG-TS). IPv6 in brackets; multicast groups too.
            """, Required = true };
        var sdp = new Option<string>("--sdp") { Description = "rtp, srtp: write the session's description here, for the receiver." };
        var tensors = new TensorFlags();
        var packetBytes = new Option<int>("--packet-bytes") { Description = "rtp, srtp: largest UDP payload.", DefaultValueFactory = _ => new RtpOptions().MaxPacketBytes };
        var repair = new Option<double>("--repair") { Description = "rtp, srtp: FlexFEC repair packets per media packet, 0..1.", DefaultValueFactory = _ => 0 };
        var fast = new Option<bool>("--fast") { Description = "As fast as possible, not at --fps." };
        var live = new Option<bool>("--live") { Description = "At --fps, and what comes while the last is still in work is left out, but for the newest. A camera is live unless --fast is given." };
        var camera = new Option<string?>("--camera") { Description = "With --model: a camera (/dev/video0), or DEVICE:NAME with v4l2, dshow, avfoundation or lavfi." };
        var cameraOption = new Option<string[]>("--camera-option") { Description = "NAME=VALUE for the camera, such as video_size=640x480 or framerate=30." };
        var repeat = new Option<bool>("--repeat") { Description = "Start over when the input ends." };
        var duration = new Option<double?>("--duration") { Description = "Seconds to send." };
        var json = new Option<bool>("--json") { Description = "Print the result as JSON." };
        var timeToLive = new Option<int>("--ttl") { Description = "Hops of multicast packets, 0..255; 1 stays in the local network.", DefaultValueFactory = _ => new RtpOptions().TimeToLive };
        var codec = new CodecFlags();
        var adapt = new AdaptFlags();
        var carrier = new CarrierFlags();
        var model = new ModelFlags();
        var command = new Command("send", """
            Features as an ordinary H.265 stream over RTP, RTSP, SRT or MPEG-TS. Ctrl-C says goodbye to the receiver and sums up.

            Examples:
              videofeat send features/ --to rtp://127.0.0.1:5004 --sdp session.sdp --lossless --prediction p
              videofeat send clip.mp4 --to srtp://192.0.2.7:5004 --sdp session.sdp --model yolox_nano.onnx --cut input.67 --recipe yolox
              videofeat send --camera /dev/video0 --to rtp://192.0.2.7:5004 --sdp session.sdp --model yolox_nano.onnx --cut input.67 --recipe yolox
              videofeat send features/ --to rtp://192.0.2.7:5004 --sdp session.sdp --prediction p --kbps 4000 --adapt
              videofeat send features/ --to rtsp://127.0.0.1:8554/live --lossless --repeat
            """) { inputs, to, sdp, packetBytes, repair, timeToLive, fast, live, camera, cameraOption, repeat, duration, json };
        tensors.AddTo(command);
        adapt.AddTo(command);
        carrier.AddTo(command);
        codec.AddTo(command);
        model.AddTo(command);
        command.SetAction((result, cancellation) => Faults.GuardAsync(async () =>
        {
            CodecOptions options = codec.Read(result);
            StreamAddress address = StreamAddress.Parse("--to", result.GetValue(to)!);
            string? description = result.GetValue(sdp);
            if (address.Secure && description is null)
            {
                throw new ArgumentException("srtp:// makes a new key, and the receiver needs it: give --sdp FILE.");
            }

            if (address.Live is not null && description is not null)
            {
                throw new ArgumentException($"--sdp belongs to rtp:// and srtp://; {address.Live.Scheme}:// describes itself.");
            }

            AddressFamily family = address.Rtp?.AddressFamily ?? AddressFamily.InterNetwork;
            var rtp = new RtpOptions
            {
                MaxPacketBytes = result.GetValue(packetBytes),
                RepairShare = result.GetValue(repair),
                Key = address.Secure ? SrtpKey.Create() : null,
                TimeToLive = result.GetValue(timeToLive),
                Interface = carrier.Interface(result, family),
            };
            rtp.Validate();
            var outgoing = new Outgoing(address, description, rtp, carrier.Live(result) with { TimeToLive = rtp.TimeToLive });
            outgoing.Live.Validate();
            bool isFast = result.GetValue(fast), isLive = result.GetValue(live);
            if (isFast && isLive)
            {
                throw new ArgumentException("Give one of --fast and --live, not both.");
            }

            string[] named = result.GetValue(inputs)!;
            string? cameraName = result.GetValue(camera);
            if (named.Length > 0 == cameraName is not null)
            {
                throw new ArgumentException("Give either inputs or --camera.");
            }

            if (cameraName is not null && !model.IsGiven(result))
            {
                throw new ArgumentException("--camera needs --model: its pictures become features in a network's front half.");
            }

            double? liveRate = isLive ? options.SetsPerSecond : null;
            using FeatureSource source =
                cameraName is not null ? model.OpenCamera(result, CameraSource.Parse(cameraName, CodecFlags.Pairs("--camera-option", result.GetValue(cameraOption))), newest: !isFast)
                : model.IsGiven(result) ? model.OpenSource(result, named, liveRate)
                : FeatureSource.Tensors(named, tensors.Read(result), liveRate);
            (RateAdapter? adapter, options) = adapt.Read(result, options, codec.HasHighestQp(result), address.Rtp is not null);
            var streaming = new StreamerOptions
            {
                Admit = adapter is null ? null : adapter.Admit,
                Codec = options,
                Identity = source.Identity,
                SetsPerSecond = isFast || isLive || cameraName is not null ? null : options.SetsPerSecond,
            };
            Summary summary = await SendAsync(
                source, outgoing, streaming, result.GetValue(repeat), result.GetValue(duration), result.GetValue(json), cancellation).ConfigureAwait(false);
            summary = summary with { Adaptation = adapter?.Report };
            Print(summary, result.GetValue(json));
            return ExitCode.Ok;
        }));
        return command;
    }

    private static Task<Summary> SendAsync(
        FeatureSource source, Outgoing outgoing, StreamerOptions options, bool repeat, double? seconds, bool quiet, CancellationToken cancellation) =>
        Steps.RunAsync("send", repeat ? null : source.Count, quiet, async steps =>
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            if (seconds is double limit)
            {
                end.CancelAfter(TimeSpan.FromSeconds(limit));
            }

            var clock = Stopwatch.StartNew();
            await using var streamer = new FeatureStreamer(options, outgoing.ConnectAsync);
            streamer.SetSent += _ => steps.Advance();
            await streamer.RunAsync(source.StreamAsync(repeat, end.Token), end.Token).ConfigureAwait(false);
            await streamer.DisposeAsync().ConfigureAwait(false);
            return streamer.Sender is not null && streamer.Sets > 0
                ? new Summary(
                    $"{outgoing.To}", streamer.Encoder!.EncoderName, streamer.Sets, source.CountSkipped(), streamer.BitsPerElement, clock.Elapsed.TotalSeconds, Outgoing.Statistics(streamer.Sender))
                { Rate = streamer.Encoder.Rate, SetsOmitted = streamer.Omitted }
                : throw new FileNotFoundException("The input holds no feature set, or sending ended before the first.");
        });

    private static void Print(Summary s, bool json)
    {
        AdaptFlags.Notes(s.Rate, s.Adaptation, s.Network, s.Seconds);
        if (json)
        {
            Terminal.WriteJson(s);
            return;
        }

        Table table = Terminal.Table("", "")
            .AddTextRow("to", s.To)
            .AddTextRow("encoder", s.Encoder)
            .AddTextRow("sets", $"{s.Sets} in {s.Seconds:F1} s, {s.BitsPerElement:F3} bits per element, {s.Skipped} skipped");
        AdaptFlags.AddRows(table, s.Rate, s.Adaptation);
        Terminal.Write(Outgoing.AddRows(table, s.Network, s.Seconds).HideHeaders());
    }

    private sealed record Summary(string To, string Encoder, long Sets, long Skipped, double BitsPerElement, double Seconds, object Network)
    {
        public RateReport? Rate { get; init; }

        public AdaptationReport? Adaptation { get; init; }

        public long SetsOmitted { get; init; }
    }
}
