using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using VideoFeat.Bridges;
using VideoFeat.Bridges.Files;
using VideoFeat.Bridges.Hevc;
using VideoFeat.Bridges.Rtp;
using VideoFeat.Bridges.Rtp.Sdp;
using VideoFeat.Bridges.Rtp.Secure;
using VideoFeat.Packing;

namespace VideoFeat.Tests.Rtp;

/// <summary>Real sockets on loopback: ourselves, FFmpeg and GStreamer, both ways; every wait is limited.</summary>
public class UdpTests
{
    private const int Sets = 20;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(40);

    public static TheoryData<string, bool, bool, SrtpSuite?> Sessions { get; } = new()
    {
        { "127.0.0.1", true, true, null },
        { "127.0.0.1", false, false, null },
        { "::1", true, true, null },
        { "127.0.0.1", true, true, SrtpSuite.AeadAes256Gcm },
        { "127.0.0.1", false, true, SrtpSuite.AesCm128HmacSha1Tag32 },
        { "239.255.77.1", true, true, null },
    };

    [Theory]
    [MemberData(nameof(Sessions))]
    public async Task Tensors_come_over_a_socket_bit_for_bit(string address, bool multiplexed, bool lossless, SrtpSuite? suite)
    {
        using var limit = new CancellationTokenSource(Limit);
        using var stream = new FeatureStream(lossless, Prediction.LowDelayP, bits: 10, keyInterval: 5);
        var options = new RtpOptions { Multiplexed = multiplexed, MaxPacketBytes = 400, Key = suite is SrtpSuite s ? SrtpKey.Create(s) : null };
        await using RtpSender sender = RtpSender.Connect(new IPEndPoint(IPAddress.Parse(address), FreePort()), stream.ExtraData, options);
        await using RtpReceiver receiver = RtpReceiver.Bind(sender.Description.ToText());
        Task<List<DecodedFeature>> receiving = DecodeAsync(receiver, limit.Token);
        for (int i = 0; i < Sets; i++)
        {
            using CodedFeature coded = stream.Next(sender.TakeKeyRequest());
            await sender.SendAsync(coded, limit.Token);
        }

        await Task.Delay(200, limit.Token);
        await sender.DisposeAsync();
        List<DecodedFeature> features = await receiving;
        Assert.Equal(Sets, features.Count);
        Assert.Equal(Sets, stream.Check(features)[FeatureState.Intact]);
        Assert.True(receiver.Statistics.SocketBufferBytes > 0);
        Assert.Equal(0, receiver.Statistics.Missing);
    }

    [Fact]
    public async Task Another_key_is_an_error_and_not_silence()
    {
        using var limit = new CancellationTokenSource(Limit);
        using var stream = new FeatureStream(true, Prediction.Intra);
        var options = new RtpOptions { Key = SrtpKey.Create() };
        await using RtpSender sender = RtpSender.Connect(new IPEndPoint(IPAddress.Loopback, FreePort()), stream.ExtraData, options);
        await using RtpReceiver receiver = RtpReceiver.Bind(sender.Description with { Key = SrtpKey.Create() }, new RtpReceiverOptions { AuthenticationFailureLimit = 8 });
        Task<List<DecodedFeature>> receiving = DecodeAsync(receiver, limit.Token);
        for (int i = 0; i < Sets; i++)
        {
            using CodedFeature coded = stream.Next();
            await sender.SendAsync(coded, limit.Token);
        }

        BridgeException e = await Assert.ThrowsAsync<BridgeException>(() => receiving);
        Assert.Matches("^[0-9]+ SRTP packets in a row are not authentic under AEAD_AES_128_GCM: sender and receiver have different keys or suites.$", e.Message);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_said_at_once()
    {
        int port = FreePort();
        await using RtpReceiver first = RtpReceiver.Bind(Session(port));
        BridgeException e = Assert.Throws<BridgeException>(() => RtpReceiver.Bind(Session(port)));
        Assert.StartsWith($"UDP 127.0.0.1:{port}: ", e.Message, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData(true, Prediction.Intra, 8)]
    [InlineData(true, Prediction.LowDelayP, 10)]
    [InlineData(false, Prediction.LowDelayP, 8)]
    public async Task Ffmpeg_sends_and_we_receive(bool lossless, Prediction prediction, int bits)
    {
        Skip.IfNot(Tool.Exists("ffmpeg"), "skipped because the ffmpeg program is not installed");
        using var folder = new TemporaryFolder();
        using var stream = new FeatureStream(lossless, prediction, bits, keyInterval: 5);
        string path = WriteFile(stream, folder["in.mkv"]);
        int port = FreePort();
        await using RtpReceiver receiver = RtpReceiver.Bind(Session(port));
        await ExpectAllAsync(stream, receiver, "ffmpeg", "-nostdin", "-v", "error", "-re", "-i", path, "-c", "copy", "-f", "rtp", $"rtp://127.0.0.1:{port}?pkt_size=400");
    }

    [SkippableTheory]
    [InlineData("none")]
    [InlineData("zero-latency")]
    [InlineData("max")]
    public async Task Gstreamer_sends_and_we_receive(string aggregation)
    {
        Skip.IfNot(Tool.Exists("gst-launch-1.0"), "skipped because gst-launch-1.0 is not installed");
        using var folder = new TemporaryFolder();
        using var stream = new FeatureStream(true, Prediction.LowDelayP, 8, keyInterval: 5);
        string path = WriteFile(stream, folder["in.mkv"]);
        int port = FreePort();
        await using RtpReceiver receiver = RtpReceiver.Bind(Session(port));
        await ExpectAllAsync(
            stream, receiver, "gst-launch-1.0", "-q", "filesrc", $"location={path}", "!", "matroskademux", "!", "h265parse", "config-interval=-1", "!",
            "rtph265pay", "pt=96", "mtu=400", $"aggregate-mode={aggregation}", "config-interval=-1", "!", "udpsink", "host=127.0.0.1", $"port={port}", "sync=true");
    }

    [SkippableFact]
    public async Task We_send_and_ffmpeg_receives()
    {
        Skip.IfNot(Tool.Exists("ffmpeg"), "skipped because the ffmpeg program is not installed");
        using var folder = new TemporaryFolder();
        await SendToAsync(folder, "out.mkv", sdp =>
            ("ffmpeg", ["-nostdin", "-v", "error", "-protocol_whitelist", "file,udp,rtp", "-i", sdp, "-c", "copy", "-y", folder["out.mkv"]]));
    }

    [SkippableFact]
    public async Task We_send_and_gstreamer_receives()
    {
        Skip.IfNot(Tool.Exists("gst-launch-1.0"), "skipped because gst-launch-1.0 is not installed");
        using var folder = new TemporaryFolder();
        await SendToAsync(folder, "out.hevc", sdp =>
        {
            SessionDescription session = SessionDescription.Parse(File.ReadAllText(sdp));
            return ("gst-launch-1.0",
            [
                "-q", "-e", "udpsrc", $"port={session.Port}", "buffer-size=4000000", "caps=application/x-rtp,media=video,encoding-name=H265,clock-rate=90000,payload=96",
                "!", "rtpjitterbuffer", "latency=200", "!", "rtph265depay", "!", "h265parse", "!", "video/x-h265,stream-format=byte-stream,alignment=au", "!",
                "filesink", $"location={folder["out.hevc"]}",
            ]);
        });
    }

    private static async Task SendToAsync(TemporaryFolder folder, string file, Func<string, (string Program, string[] Arguments)> command)
    {
        using var limit = new CancellationTokenSource(Limit);
        using var stream = new FeatureStream(true, Prediction.LowDelayP, 8, keyInterval: 5);
        var options = new RtpOptions { Multiplexed = false, Retransmission = false, MaxPacketBytes = 400 };
        await using RtpSender sender = RtpSender.Connect(new IPEndPoint(IPAddress.Loopback, FreePort()), stream.ExtraData, options);
        string sdp = folder["session.sdp"];
        await File.WriteAllTextAsync(sdp, sender.Description.ToText(), limit.Token);
        (string program, string[] arguments) = command(sdp);
        using Process process = Start(program, arguments);
        try
        {
            // Until the other side listens, packets go nowhere; so the stream runs until it has been heard for long enough.
            await Task.Delay(2500, limit.Token);
            for (int i = 0; i < 3 * Sets; i++)
            {
                using CodedFeature coded = stream.Next();
                await sender.SendAsync(coded, limit.Token);
                await Task.Delay(20, limit.Token);
            }

            await sender.DisposeAsync();
            await Task.Delay(1000, limit.Token);
            using Process interrupt = Start("kill", ["-INT", $"{process.Id}"]);
            await interrupt.WaitForExitAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        using var decoder = FeatureDecoder.Open();
        Dictionary<FeatureState, int> states = stream.Check(decoder.DecodeFile(folder[file]));
        Assert.InRange(states.GetValueOrDefault(FeatureState.Intact), Sets, 3 * Sets);
    }

    private static async Task ExpectAllAsync(FeatureStream stream, RtpReceiver receiver, string program, params string[] arguments)
    {
        using var limit = new CancellationTokenSource(Limit);
        using var heard = CancellationTokenSource.CreateLinkedTokenSource(limit.Token);
        Task<List<DecodedFeature>> receiving = DecodeAsync(receiver, heard.Token);
        using Process process = Start(program, arguments);
        try
        {
            await process.WaitForExitAsync(limit.Token);
            Assert.True(process.ExitCode == 0, await process.StandardError.ReadToEndAsync(limit.Token));
            await Task.Delay(500, limit.Token);
            await heard.CancelAsync();
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        List<DecodedFeature> features = await receiving;
        RtpReceiverStatistics statistics = receiver.Statistics;
        Dictionary<FeatureState, int> states = stream.Check(features);
        Assert.True(
            states.GetValueOrDefault(FeatureState.Intact) >= Sets - 1 && statistics.Missing == 0,
            $"{string.Join(", ", states)}; {statistics}; {string.Join(", ", statistics.Dropped)}");
    }

    private static async Task<List<DecodedFeature>> DecodeAsync(RtpReceiver receiver, CancellationToken cancellation)
    {
        List<DecodedFeature> features = [];
        using var decoder = FeatureDecoder.Open();
        try
        {
            await foreach (ReceivedUnit unit in receiver.ReceiveAsync(cancellation))
            {
                using (unit)
                {
                    decoder.Send(unit.Unit.Data.Span);
                }

                while (decoder.TryReceive(out DecodedFeature? feature))
                {
                    features.Add(feature!);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // what has come so far counts
        }

        return features;
    }

    private static string WriteFile(FeatureStream stream, string path)
    {
        using FeatureFileWriter writer = FeatureFileWriter.Create(path, stream.ExtraData, stream.FrameWidth, stream.FrameHeight, 30);
        for (int i = 0; i < Sets; i++)
        {
            using CodedFeature coded = stream.Next();
            writer.Write(coded);
        }

        writer.Finish();
        return path;
    }

    private static SessionDescription Session(int port) => new() { Address = IPAddress.Loopback, Port = port };

    private static Process Start(string program, IEnumerable<string> arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        RedirectStandardError = true,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;

    // Even, with the next one free too as far as can be told.
    private static int FreePort()
    {
        for (int attempt = 0; ; attempt++)
        {
            using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            probe.Bind(new IPEndPoint(IPAddress.Any, 0));
            int port = ((IPEndPoint)probe.LocalEndPoint!).Port;
            if (port % 2 == 0 || attempt > 100)
            {
                return port;
            }
        }
    }
}
