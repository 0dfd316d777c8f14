using System.Net;
using Google.Protobuf;
using VideoFeat.Bridges;
using VideoFeat.Monitoring;
using VideoFeat.Streaming;

namespace VideoFeat.Tests.Monitoring;

/// <summary>What an OpenTelemetry collector gets, by a listener that reads as much of the protobuf as holds the names.</summary>
public class OtlpTests
{
    private const int ResourceMetrics = 1;
    private const int ScopeMetrics = 2;
    private const int Metrics = 2;
    private const int MetricName = 1;

    [Fact]
    public async Task A_collector_gets_the_documented_instruments()
    {
        using HttpListener listener = Listen(out Uri address);
        Task<(string Path, byte[] Body)> request = TakeAsync(listener);
        await using StreamMonitor monitor = await StreamMonitor.StartAsync(
            new MonitorOptions { Otlp = address }, () => new LinkFigures { Packets = new Dictionary<string, long> { ["received"] = 1 }, Jitter = TimeSpan.FromMilliseconds(1) });
        Assert.Null(monitor.Page);
        monitor.Time(Stage.Decode, TimeSpan.FromMilliseconds(2));
        using (DecodedFeature feature = Sets.Of(FeatureState.Intact, capturedNs: 1))
        {
            monitor.Count(feature);
        }

        Assert.True(await monitor.FinishAsync());
        (string path, byte[] body) = await request;
        Assert.Equal("/v1/metrics", path);
        string[] expected =
        [
            "videofeat.receive.delay", "videofeat.receive.elements", "videofeat.receive.jitter", "videofeat.receive.packets", "videofeat.receive.sets",
            "videofeat.receive.size", "videofeat.receive.stage.duration",
        ];
        Assert.Equal(expected, Names(body).Where(n => n.StartsWith("videofeat.", StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal));
        Assert.Contains("service.name\u0012\u000b\n\tvideofeat", System.Text.Encoding.Latin1.GetString(body), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task The_usual_variable_names_the_collector_too()
    {
        Skip.IfNot(Tool.Exists("env"), "skipped because there is no program env");
        using HttpListener listener = Listen(out Uri address);
        Task<(string Path, byte[] Body)> request = TakeAsync(listener);
        int port;
        using (var probe = new System.Net.Sockets.UdpClient(0))
        {
            port = ((IPEndPoint)probe.Client.LocalEndPoint!).Port;
        }

        await Task.Run(() => Tool.Run(
            "env", [$"OTEL_EXPORTER_OTLP_ENDPOINT={address}", "OTEL_SERVICE_NAME=edge-7", "dotnet", Cli.Videofeat.Assembly, "receive", $"rtp://127.0.0.1:{port}", "--duration", "1"]));
        (string path, byte[] body) = await request;
        Assert.Equal("/v1/metrics", path);
        Assert.Contains("videofeat.receive.packets", Names(body));
        Assert.Contains("service.name\u0012\b\n\u0006edge-7", System.Text.Encoding.Latin1.GetString(body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_collector_that_is_not_there_is_noticed()
    {
        using (HttpListener listener = Listen(out Uri address))
        {
            listener.Stop();
            await using StreamMonitor monitor = await StreamMonitor.StartAsync(new MonitorOptions { Otlp = address });
            using DecodedFeature feature = Sets.Of(FeatureState.Intact);
            monitor.Count(feature);
            Assert.False(await monitor.FinishAsync());
        }
    }

    private static HttpListener Listen(out Uri address)
    {
        address = new Uri($"http://127.0.0.1:{Ports.Free()}/");
        var listener = new HttpListener { Prefixes = { $"{address}" } };
        listener.Start();
        return listener;
    }

    private static async Task<(string Path, byte[] Body)> TakeAsync(HttpListener listener)
    {
        HttpListenerContext context = await listener.GetContextAsync().WaitAsync(TimeSpan.FromSeconds(60));
        using var body = new MemoryStream();
        await context.Request.InputStream.CopyToAsync(body);
        context.Response.StatusCode = 200;
        context.Response.Close();
        return (context.Request.Url!.AbsolutePath, body.ToArray());
    }

    private static IEnumerable<string> Names(byte[] export) =>
        Fields(export, ResourceMetrics).SelectMany(r => Fields(r, ScopeMetrics)).SelectMany(s => Fields(s, Metrics)).SelectMany(m => Fields(m, MetricName))
            .Select(System.Text.Encoding.UTF8.GetString);

    // The values of one length-delimited field of a protobuf message.
    private static List<byte[]> Fields(byte[] message, int number)
    {
        var values = new List<byte[]>();
        using var input = new CodedInputStream(message);
        while (input.ReadTag() is uint tag and not 0)
        {
            if (tag == WireFormat.MakeTag(number, WireFormat.WireType.LengthDelimited))
            {
                values.Add(input.ReadBytes().ToByteArray());
            }
            else
            {
                input.SkipLastField();
            }
        }

        return values;
    }
}
