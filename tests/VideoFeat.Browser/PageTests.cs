using System.Net;
using Microsoft.Playwright;
using VideoFeat.Bridges;
using VideoFeat.Monitoring;
using VideoFeat.Packing;
using VideoFeat.Streaming;

namespace VideoFeat.Browser;

/// <summary>What the page shows of known sets, to whom, and on which screens.</summary>
public class PageTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const string Token = "0123456789abcdef-token";

    [SkippableTheory]
    [InlineData(ColorScheme.Light, 1280, "rgb(243, 245, 246)")]
    [InlineData(ColorScheme.Dark, 1280, "rgb(11, 18, 21)")]
    [InlineData(ColorScheme.Light, 390, "rgb(243, 245, 246)")]
    [InlineData(ColorScheme.Dark, 390, "rgb(11, 18, 21)")]
    public async Task The_page_fits_its_screen_in_both_themes(ColorScheme scheme, int width, string background)
    {
        await using ObservedPage seen = await chromium.OpenAsync(scheme, width, width < 600 ? 844 : 900);
        await using StreamMonitor monitor = await OpenAsync();
        await seen.Page.GotoAsync($"{monitor.Page}");
        await seen.UntilAsync("() => document.querySelector('#phase').dataset.phase === 'waiting'");
        for (ulong n = 0; n < 60; n++)
        {
            Feed(monitor, n);
            await Task.Delay(50);
        }

        await seen.UntilAsync("() => document.querySelector('[data-count=lost]')?.textContent === '3'");
        await seen.UntilAsync("() => document.querySelector('#mosaic').naturalWidth > 0");
        Assert.Equal(background, await seen.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor"));
        Assert.Equal(width, await seen.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.Equal("frame 0: the codes' CRC-32C is 0badcafe, the header says deadbeef", (await seen.TextAsync("#faults li:first-child")).Split(": ", 2)[1]);
        Assert.Equal("class 281", await seen.TextAsync("#answer li:first-child > span:first-child"));
        Assert.Equal("2.00", await seen.TextAsync("#stages tr.decode td:nth-child(3)"));
        Assert.Equal("packets missing\t7", (await seen.TextAsync("#dropped")).Trim());
        await seen.ShootAsync($"page-{scheme}-{width}.png".ToLowerInvariant());
        Assert.Empty(seen.Complaints);
    }

    [SkippableFact]
    public async Task The_keyboard_reaches_and_works_every_control()
    {
        await using ObservedPage seen = await chromium.OpenAsync();
        await using StreamMonitor monitor = await OpenAsync();
        await seen.Page.GotoAsync($"{monitor.Page}");
        Feed(monitor, 0);
        await seen.UntilAsync("() => document.querySelector('#tensor').options.length === 1");
        var reached = new List<string>();
        for (int i = 0; i < 9; i++)
        {
            await seen.Page.Keyboard.PressAsync("Tab");
            string id = await seen.Page.EvaluateAsync<string>("document.activeElement.id || document.activeElement.className || document.activeElement.getAttribute('href')");
            reached.Add(id);
            if (id is "pause" or "theme" or "per-channel")
            {
                await seen.Page.Keyboard.PressAsync("Space");
            }
        }

        Assert.Equal(["skip", "pause", "theme", "tensor", "per-channel", "metrics", "healthz", "uplot.txt"], reached.Take(8));
        Assert.Equal("true", await seen.Page.Locator("#pause").GetAttributeAsync("aria-pressed"));
        Assert.Equal("Theme: light", await seen.Page.Locator("#theme").GetAttributeAsync("aria-label"));
        Assert.True(await seen.Page.Locator("#per-channel").IsCheckedAsync());
    }

    [SkippableFact]
    public async Task Without_the_token_there_is_nothing_to_see_and_with_it_the_address_does_not_keep_it()
    {
        await using ObservedPage seen = await chromium.OpenAsync();
        await using StreamMonitor monitor = await OpenAsync(Token);
        IResponse? refused = await seen.Page.GotoAsync($"{monitor.Page}");
        Assert.Equal(401, refused!.Status);
        refused = await seen.Page.GotoAsync($"{monitor.Page}?token=0123456789abcdef-wrong");
        Assert.Equal(401, refused!.Status);
        Assert.StartsWith("This page needs its token", await seen.TextAsync("body"), StringComparison.Ordinal);

        IResponse? allowed = await seen.Page.GotoAsync($"{monitor.Page}?token={Token}");
        Assert.Equal(200, allowed!.Status);
        Assert.Equal($"{monitor.Page}", seen.Page.Url);
        await seen.UntilAsync("() => document.querySelector('#phase').dataset.phase === 'waiting'");
        BrowserContextCookiesResult cookie = Assert.Single(await seen.Page.Context.CookiesAsync());
        Assert.True(cookie.HttpOnly);
        Assert.DoesNotContain(Token, cookie.Value, StringComparison.Ordinal);

        // The browser may speak of the refusals late.
        Assert.DoesNotContain(seen.Complaints, c => !c.Contains("401", StringComparison.Ordinal));
    }

    private static Task<StreamMonitor> OpenAsync(string? token = null) => StreamMonitor.StartAsync(
        new MonitorOptions { Page = new IPEndPoint(IPAddress.Loopback, 0), Token = token, Title = "camera 3" },
        () => new LinkFigures
        {
            Packets = new Dictionary<string, long> { ["received"] = 12345, ["missing"] = 9, ["late"] = 0 },
            DroppedUnits = new Dictionary<string, long> { ["packets_missing"] = 7 },
            Loss = 9 / 12345.0,
            Jitter = TimeSpan.FromMilliseconds(0.42),
        });

    // Every twentieth set is lost, the one after it concealed.
    private static void Feed(StreamMonitor monitor, ulong n)
    {
        FeatureState state = (n % 20) switch { 19 => FeatureState.Lost, 0 when n > 0 => FeatureState.Concealed, _ => FeatureState.Intact };
        using var feature = new DecodedFeature
        {
            Set = state == FeatureState.Lost ? null : new FeatureSet(MovingFeatures.At(n / 24.0)),
            State = state,
            Reason = state switch
            {
                FeatureState.Lost => "frame 0: the codes' CRC-32C is 0badcafe, the header says deadbeef",
                FeatureState.Concealed => $"repeated from set {n - 2}: the set never arrived",
                _ => null,
            },
            Sequence = n,
            CaptureTimeNs = (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100 - 31_000_000 - (long)(n % 7 * 400_000),
            ItemId = $"frame-{n:D4}",
            BitDepth = 8,
            Bits = 180_000 + (long)(n % 5 * 4_000),
        };
        (Stage, double)[] times = [(Stage.Capture, 1.2), (Stage.Front, 14.5), (Stage.Pack, 0.31), (Stage.Encode, 8.4), (Stage.Network, 0.9), (Stage.Decode, 2), (Stage.Unpack, 0.2), (Stage.Back, 6.1)];
        foreach ((Stage stage, double milliseconds) in times)
        {
            monitor.Time(stage, TimeSpan.FromMilliseconds(milliseconds * (n % 13 == 12 ? 1.8 : 1)));
        }

        monitor.Count(feature);
        monitor.Answer(feature, new NetworkAnswer([new(281, 0.82f), new(282, 0.11f), new(285, 0.04f)], []));
    }
}
