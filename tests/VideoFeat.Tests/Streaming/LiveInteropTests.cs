using VideoFeat.Bridges;
using VideoFeat.Bridges.Files;
using VideoFeat.Bridges.Hevc;
using VideoFeat.Bridges.Live;
using VideoFeat.Tests.Rtp;

namespace VideoFeat.Tests.Streaming;

/// <summary>FFmpeg, GStreamer and an RTSP server at the other end, or between; skipped where they are missing.</summary>
public class LiveInteropTests
{
    private const int Enough = 12;

    [SkippableTheory]
    [InlineData(LiveTransport.Tcp, true, FeatureBridge.Hevc)]
    [InlineData(LiveTransport.Udp, false, FeatureBridge.Hevc)]
    [InlineData(LiveTransport.Tcp, true, FeatureBridge.NearLossless)]
    public async Task Through_an_rtsp_server(LiveTransport transport, bool lossless, FeatureBridge bridge)
    {
        int port = Ports.Free();
        LiveOptions options = LiveSession.Options with { Transport = transport };
        using LiveSession.Program server = await RtspServerAsync(port);
        using var stream = new FeatureStream(lossless, Prediction.LowDelayP, 8, keyInterval: 5, bridge);
        using var session = new LiveSession(stream);
        await using var receiver = new LiveReceiver(LiveAddress.Parse($"rtsp://127.0.0.1:{port}/live"), options);
        Task<List<DecodedFeature>> receiving = session.ReceiveAsync(receiver, Enough);
        await session.SendAsync($"rtsp://127.0.0.1:{port}/in", receiving, options);
        Assert.True(stream.Check(await receiving)[FeatureState.Intact] >= Enough);
    }

    [SkippableFact]
    public async Task An_rtsp_server_that_dies_and_comes_back_is_taken_up_by_both_ends()
    {
        int port = Ports.Free();
        using LiveSession.Program server = await RtspServerAsync(port);
        using var stream = new FeatureStream(lossless: true, Prediction.LowDelayP, 8, keyInterval: 5);
        using var session = new LiveSession(stream);
        await using var receiver = new LiveReceiver(LiveAddress.Parse($"rtsp://127.0.0.1:{port}/live"), LiveSession.Options);
        var half = new TaskCompletionSource();
        Task<List<DecodedFeature>> receiving = session.ReceiveAsync(receiver, 2 * Enough, good =>
        {
            if (good == Enough)
            {
                half.TrySetResult();
            }
        });
        Task<LiveSenderStatistics> sending = session.SendAsync($"rtsp://127.0.0.1:{port}/in", receiving);
        await half.Task.WaitAsync(session.Token);
        server.Process.Kill();
        await server.Process.WaitForExitAsync(session.Token);
        using LiveSession.Program another = await RtspServerAsync(port);
        List<DecodedFeature> features = await receiving;
        LiveSenderStatistics sent = await sending;
        Assert.True(stream.Check(features)[FeatureState.Intact] >= 2 * Enough);
        Assert.True(sent.Connections >= 2, $"{sent}");
        Assert.True(receiver.Statistics.Connections >= 2, $"{receiver.Statistics}");
    }

    [SkippableTheory]
    [InlineData("ffmpeg", "-nostdin -v error -rtsp_flags listen -i rtsp://127.0.0.1:{0}/a -c copy -y {1}", "rtsp://127.0.0.1:{0}/a", ".mkv")]
    [InlineData("ffmpeg", "-nostdin -v error -i srt://127.0.0.1:{0}?mode=listener -c copy -y {1}", "srt://127.0.0.1:{0}", ".mkv")]
    [InlineData("ffmpeg", "-nostdin -v error -i udp://127.0.0.1:{0} -c copy -y {1}", "udp://127.0.0.1:{0}", ".mkv")]
    [InlineData("gst-launch-1.0", "-q -e srtsrc uri=srt://127.0.0.1:{0}?mode=listener ! tsdemux ! h265parse ! matroskamux streamable=true ! filesink location={1}", "srt://127.0.0.1:{0}", ".mkv")]
    [InlineData("gst-launch-1.0", "-q -e udpsrc port={0} buffer-size=4000000 ! tsdemux ! h265parse ! matroskamux streamable=true ! filesink location={1}", "udp://127.0.0.1:{0}", ".mkv")]
    public async Task We_send_and_another_records(string program, string arguments, string to, string extension)
    {
        Skip.IfNot(Tool.Exists(program), $"skipped because {program} is not installed");
        using var folder = new TemporaryFolder();
        string file = folder["out" + extension];
        int port = Ports.Free();
        using var stream = new FeatureStream(lossless: true, Prediction.LowDelayP, 8, keyInterval: 5);
        using var session = new LiveSession(stream);
        using LiveSession.Program recorder = LiveSession.Run(program, string.Format(null, arguments, port, file));
        var recorded = new TaskCompletionSource();
        Task<LiveSenderStatistics> sending = session.SendAsync(string.Format(null, to, port), recorded.Task);
        Task watching = WhenLargerAsync(file, 60_000, session.Token);
        await Task.WhenAny(watching, recorder.Process.WaitForExitAsync(session.Token), sending);
        recorded.SetResult();
        await sending;
        await recorder.InterruptAsync(session.Token);
        using var decoder = FeatureDecoder.Open();
        List<DecodedFeature> features = [];
        try
        {
            features.AddRange(decoder.DecodeFile(file));
        }
        catch (VideoFeat.Packing.FeatureFormatException) when (features.Count > 0)
        {
            // What was cut off by the interrupt is not what is tested here.
        }

        Assert.True(stream.Check(features).GetValueOrDefault(FeatureState.Intact) >= Enough, await recorder.Process.StandardError.ReadToEndAsync(session.Token));
    }

    [SkippableTheory]
    [InlineData("ffmpeg", "-nostdin -v error -re -stream_loop -1 -i {1} -c copy -f mpegts srt://127.0.0.1:{0}", "srt://127.0.0.1:{0}?mode=listener")]
    [InlineData("ffmpeg", "-nostdin -v error -re -stream_loop -1 -i {1} -c copy -f mpegts udp://127.0.0.1:{0}?pkt_size=1316", "udp://127.0.0.1:{0}")]
    [InlineData("gst-launch-1.0", "-q filesrc location={1} ! matroskademux ! h265parse config-interval=-1 ! mpegtsmux alignment=7 ! srtsink uri=srt://127.0.0.1:{0}?mode=caller", "srt://127.0.0.1:{0}?mode=listener")]
    [InlineData("gst-launch-1.0", "-q filesrc location={1} ! matroskademux ! h265parse config-interval=-1 ! mpegtsmux alignment=7 ! udpsink host=127.0.0.1 port={0} sync=true", "udp://127.0.0.1:{0}")]
    public async Task Another_sends_and_we_receive(string program, string arguments, string from)
    {
        Skip.IfNot(Tool.Exists(program), $"skipped because {program} is not installed");
        using var folder = new TemporaryFolder();
        int port = Ports.Free();
        using var stream = new FeatureStream(lossless: true, Prediction.LowDelayP, 8, keyInterval: 5);
        using (FeatureFileWriter writer = FeatureFileWriter.Create(folder["in.mkv"], stream.ExtraData, stream.FrameWidth, stream.FrameHeight, 30))
        {
            for (int i = 0; i < 120; i++)
            {
                using CodedFeature coded = stream.Next();
                writer.Write(coded);
            }

            writer.Finish();
        }

        using var session = new LiveSession(stream);
        await using var receiver = new LiveReceiver(LiveAddress.Parse(string.Format(null, from, port)), LiveSession.Options);
        Task<List<DecodedFeature>> receiving = session.ReceiveAsync(receiver, Enough);
        await Task.Delay(500, session.Token);
        using LiveSession.Program sender = LiveSession.Run(program, string.Format(null, arguments, port, folder["in.mkv"]));
        Assert.True(stream.Check(await receiving)[FeatureState.Intact] >= Enough);
    }

    private static async Task<LiveSession.Program> RtspServerAsync(int port)
    {
        // The interpreter that has the system's bindings; another may come first on the path.
        string? python = new[] { "/usr/bin/python3", "python3" }.FirstOrDefault(HasBindings);
        Skip.If(python is null, "skipped because gst-rtsp-server with its Python bindings is not installed (python3-gi, gir1.2-gst-rtsp-server-1.0)");
        LiveSession.Program server = LiveSession.Run(python, $"{Path.Combine(AppContext.BaseDirectory, "Streaming", "rtsp_server.py")} {port} {Ports.Free()}");
        Assert.Equal("ready", await server.Process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30)));
        return server;
    }

    private static bool HasBindings(string python)
    {
        try
        {
            return Tool.Run(python, ["-c", "import gi; gi.require_version('GstRtspServer', '1.0'); from gi.repository import GstRtspServer"]).Status == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static async Task WhenLargerAsync(string file, long bytes, CancellationToken token)
    {
        while (!File.Exists(file) || new FileInfo(file).Length < bytes)
        {
            await Task.Delay(100, token);
        }
    }
}
