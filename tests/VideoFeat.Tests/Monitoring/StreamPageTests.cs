using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using VideoFeat.Bridges;
using VideoFeat.Monitoring;
using VideoFeat.Monitoring.Web;

namespace VideoFeat.Tests.Monitoring;

/// <summary>The page's server over real sockets.</summary>
public class StreamPageTests
{
    private const string Token = "0123456789abcdef-token";

    [Fact]
    public async Task The_page_and_its_parts_come_with_headers_that_let_nothing_else_in()
    {
        await using StreamMonitor monitor = await OpenAsync();
        using HttpClient client = Client(monitor);
        foreach ((string path, string type) in new[]
        {
            ("/", "text/html; charset=utf-8"), ("/page.css", "text/css; charset=utf-8"), ("/page.js", "text/javascript; charset=utf-8"),
            ("/charts.js", "text/javascript; charset=utf-8"), ("/uplot.js", "text/javascript; charset=utf-8"), ("/uplot.css", "text/css; charset=utf-8"),
            ("/uplot.txt", "text/plain; charset=utf-8"), ("/icon.svg", "image/svg+xml"), ("/ramp.png", "image/png"), ("/healthz", "text/plain; charset=utf-8"),
            ("/metrics", "application/openmetrics-text; version=1.0.0; charset=utf-8"),
        })
        {
            using HttpResponseMessage answer = await client.GetAsync(path);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(type, $"{answer.Content.Headers.ContentType}");
            Assert.StartsWith("default-src 'none'; script-src 'self';", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
            Assert.Equal("no-store", $"{answer.Headers.CacheControl}");
            Assert.False(answer.Headers.Contains("Server"));
            string text = await answer.Content.ReadAsStringAsync();
            Assert.True(path == "/metrics" || text.Length > 0, path);

            // Nothing is loaded from elsewhere. uPlot names its home in a comment, the picture its format.
            Assert.DoesNotMatch("""(src|href|url|fetch|import)\s*[=(]\s*["']?(https?:)?//""", text);
        }

        OpenMetricsText.Parse(await client.GetStringAsync("/metrics"));
        Assert.Equal("ok\n", await client.GetStringAsync("/healthz"));
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/etc/passwd")).StatusCode);
        using var body = new StringContent("x");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await client.PostAsync("/metrics", body)).StatusCode);
    }

    [Theory]
    [InlineData("localhost", 200)]
    [InlineData("localhost:9999", 200)]
    [InlineData("127.0.0.1", 200)]
    [InlineData("[::1]:80", 200)]
    [InlineData("attacker.example", 421)]
    [InlineData("localhost.attacker.example", 421)]
    [InlineData("192.0.2.7", 421)]
    public async Task On_loopback_only_names_of_this_machine_are_answered(string host, int status)
    {
        await using StreamMonitor monitor = await OpenAsync();
        using HttpClient client = Client(monitor);
        foreach (string path in new[] { "/", "/events", "/metrics", "/healthz" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Host = host } };
            using HttpResponseMessage answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            Assert.Equal(status, (int)answer.StatusCode);
        }
    }

    [Fact]
    public async Task A_token_is_shown_as_Bearer_or_once_in_the_address()
    {
        await using StreamMonitor monitor = await OpenAsync(Token);
        foreach (string? bearer in new[] { null, "", "wrong", Token + "x", Token[..^1], Token.ToUpperInvariant() })
        {
            using HttpClient stranger = Client(monitor);
            stranger.DefaultRequestHeaders.Authorization = bearer is null ? null : new AuthenticationHeaderValue("Bearer", bearer);
            foreach (string path in new[] { "/", "/events", "/metrics", "/mosaic.png?tensor=0&perChannel=false", "/page.js", "/nothing", $"/?token={bearer}" })
            {
                using HttpResponseMessage refused = await stranger.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
                Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
                Assert.Equal("Bearer", $"{refused.Headers.WwwAuthenticate}");
            }

            Assert.Equal("ok\n", await stranger.GetStringAsync("/healthz"));
        }

        using HttpClient scraper = Client(monitor);
        scraper.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        OpenMetricsText.Parse(await scraper.GetStringAsync("/metrics"));

        using HttpClient browser = Client(monitor);
        using HttpResponseMessage entry = await browser.GetAsync($"/?token={Token}");
        Assert.Equal((HttpStatusCode.Redirect, "/"), (entry.StatusCode, $"{entry.Headers.Location}"));
        string cookie = Assert.Single(entry.Headers.GetValues("Set-Cookie"));
        Assert.Matches($"^videofeat-monitor-{monitor.Page!.Port}=[0-9A-F]{{64}}; path=/; samesite=strict; httponly$", cookie);
        browser.DefaultRequestHeaders.Add("Cookie", cookie.Split(';')[0]);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/")).StatusCode);
    }

    [Fact]
    public async Task Events_bring_the_history_and_then_each_second()
    {
        await using StreamMonitor monitor = await OpenAsync();
        using (DecodedFeature feature = Sets.Of(FeatureState.Intact, 7))
        {
            monitor.Count(feature);
        }

        using HttpClient client = Client(monitor);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using HttpResponseMessage answer = await client.GetAsync("/events", HttpCompletionOption.ResponseHeadersRead, limit.Token);
        Assert.Equal("text/event-stream", $"{answer.Content.Headers.ContentType}");
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(limit.Token));
        Assert.Equal("event: history", await lines.ReadLineAsync(limit.Token));
        Assert.StartsWith("data: [", await lines.ReadLineAsync(limit.Token), StringComparison.Ordinal);
        JsonElement sheet = default;
        while (sheet.ValueKind == JsonValueKind.Undefined || sheet.GetProperty("totals").GetProperty("intact").GetInt64() == 0)
        {
            string line = (await lines.ReadLineAsync(limit.Token))!;
            Assert.True(line.Length == 0 || line == "event: figures" || line.StartsWith("data: {", StringComparison.Ordinal), line);
            sheet = line.StartsWith("data: ", StringComparison.Ordinal) ? JsonDocument.Parse(line[6..]).RootElement : sheet;
        }

        Assert.Equal("1x4x5x6 Float32 p3", sheet.GetProperty("tensors")[0].GetString());
        Assert.Equal("receiving", sheet.GetProperty("phase").GetString());

        await monitor.FinishAsync();
        string rest = "";
        while (await lines.ReadLineAsync(limit.Token) is string line && !rest.Contains("ended", StringComparison.Ordinal))
        {
            rest = line;
        }

        Assert.Contains("\"phase\":\"ended\"", rest, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Clients_that_do_not_read_hold_nobody_back_and_too_many_are_turned_away()
    {
        await using StreamMonitor monitor = await OpenAsync();
        var idle = new List<TcpClient>();
        try
        {
            for (int i = 0; i < EventFanout.MaxClients; i++)
            {
                var client = new TcpClient { ReceiveBufferSize = 1024 };
                idle.Add(client);
                await client.ConnectAsync(monitor.Page!.Host, monitor.Page.Port);
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n"));
                await client.GetStream().ReadExactlyAsync(new byte[1]);
            }

            using HttpClient late = Client(monitor);
            using HttpResponseMessage refused = await late.GetAsync("/events");
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "32 pages look on already.\n"), (refused.StatusCode, await refused.Content.ReadAsStringAsync()));
            Assert.Equal("ok\n", await late.GetStringAsync("/healthz"));
        }
        finally
        {
            idle.ForEach(c => c.Dispose());
        }
    }

    [Fact]
    public async Task A_client_that_reads_nothing_keeps_the_newest_events_alone()
    {
        var fanout = new EventFanout();
        IAsyncEnumerable<System.Net.ServerSentEvents.SseItem<string>> slow = fanout.Join([], CancellationToken.None)!;
        for (int i = 0; i < 10_000; i++)
        {
            fanout.Publish(new($"{i}"));
        }

        fanout.Complete();
        var read = new List<string>();
        await foreach (System.Net.ServerSentEvents.SseItem<string> item in slow)
        {
            read.Add(item.Data);
        }

        Assert.Equal(["9996", "9997", "9998", "9999"], read);
    }

    [Fact]
    public async Task A_taken_port_is_named()
    {
        await using StreamMonitor first = await OpenAsync();
        var options = new MonitorOptions { Page = new IPEndPoint(IPAddress.Loopback, first.Page!.Port) };
        BridgeException fault = await Assert.ThrowsAsync<BridgeException>(() => StreamMonitor.StartAsync(options));
        Assert.StartsWith($"The monitor cannot listen on 127.0.0.1:{first.Page.Port}: ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mosaic_comes_once_someone_has_asked()
    {
        await using StreamMonitor monitor = await OpenAsync();
        using HttpClient client = Client(monitor);
        const string Path = "/mosaic.png?tensor=0&perChannel=true";
        Assert.Equal(HttpStatusCode.NoContent, (await client.GetAsync(Path)).StatusCode);
        using (DecodedFeature feature = Sets.Of(FeatureState.Intact, 41))
        {
            monitor.Count(feature);
        }

        using HttpResponseMessage answer = await client.GetAsync(Path);
        Assert.Equal(("image/png", "41", "4"), ($"{answer.Content.Headers.ContentType}", Assert.Single(answer.Headers.GetValues("X-Sequence")), Assert.Single(answer.Headers.GetValues("X-Channels"))));
        Assert.Equal("tensor is 16; allowed are 0..15.\n", await (await client.GetAsync("/mosaic.png?tensor=16&perChannel=true")).Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.BadRequest, (await client.GetAsync("/mosaic.png?tensor=x&perChannel=true")).StatusCode);
    }

    private static Task<StreamMonitor> OpenAsync(string? token = null) =>
        StreamMonitor.StartAsync(new MonitorOptions { Page = new IPEndPoint(IPAddress.Loopback, 0), Token = token, Title = "test" }, () => new LinkFigures());

    private static HttpClient Client(StreamMonitor monitor) =>
        new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = monitor.Page, Timeout = TimeSpan.FromSeconds(30) };
}
