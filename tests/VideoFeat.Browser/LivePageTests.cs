using System.Text.Json;

namespace VideoFeat.Browser;

/// <summary>The page of a real receiver of a real sender, in a real browser.</summary>
public class LivePageTests(Chromium chromium) : IClassFixture<Chromium>
{
    [SkippableFact]
    public async Task The_page_follows_the_stream_and_ends_with_the_receivers_own_counts()
    {
        await using ObservedPage seen = await chromium.OpenAsync(height: 1400);
        await using LiveSession session = await LiveSession.StartAsync();
        await seen.Page.GotoAsync($"{session.Page}");
        await seen.UntilAsync("() => document.querySelector('#phase').dataset.phase === 'receiving'");
        Assert.Equal("s.sdp · 1x64x40x40 Float32", await seen.TextAsync("#title"));

        // Charts move: what they show after a few seconds is not what they showed before.
        await seen.UntilAsync("() => +document.querySelector('[data-count=intact]')?.textContent > 10");
        string[] charts = ["rate-chart", "delay-chart", "kbit-chart", "states-chart"];
        await seen.UntilAsync("() => performance.now() > 4000");
        foreach (string chart in charts)
        {
            Assert.True(await seen.IsDrawnAsync(chart), $"{chart} is blank");
        }

        string before = await seen.Page.Locator("#rate-chart .uplot").GetAttributeAsync("aria-label") ?? "";
        await seen.Page.EvaluateAsync("window.drawnBefore = document.querySelector('#rate-chart canvas').toDataURL()");
        await seen.UntilAsync("() => +document.querySelector('[data-count=intact]').textContent > 25");
        await seen.UntilAsync("() => document.querySelector('#rate-chart canvas').toDataURL() !== window.drawnBefore");
        Assert.StartsWith("Chart: sets per second; now sets ", before, StringComparison.Ordinal);

        // The mosaic: 64 channels of 40x40 in a grid, and it follows the stream.
        await seen.UntilAsync("() => document.querySelector('#mosaic').naturalWidth > 0");
        Assert.Equal(327, await seen.Page.EvaluateAsync<int>("document.querySelector('#mosaic').naturalWidth"));
        string caption = await seen.TextAsync("#mosaic-caption");
        Assert.EndsWith("64 channels", caption, StringComparison.Ordinal);
        await seen.UntilAsync($"() => document.querySelector('#mosaic-caption').textContent !== '{caption}'");

        // Every stage but the two halves of a network takes time.
        foreach (string stage in new[] { "capture", "pack", "encode", "decode", "unpack", "whole" })
        {
            Assert.Matches(@"^[0-9.,]+$", await seen.TextAsync($"#stages tr.{stage} td:nth-child(3)"));
        }

        Assert.Equal("–", await seen.TextAsync("#stages tr.back td:nth-child(3)"));
        await seen.ShootAsync("live-light.png");
        Assert.Empty(seen.Complaints);

        JsonElement figures = await session.EndAsync();
        await seen.UntilAsync("() => document.querySelector('#phase').dataset.phase === 'ended'");
        foreach (string state in new[] { "intact", "unchecked", "concealed", "lost" })
        {
            Assert.Equal(figures.GetProperty(state).GetInt64(), await CountAsync(seen, state));
        }

        Assert.Equal(figures.GetProperty("network").GetProperty("packets").GetInt64(), await CountAsync(seen, "received"));
        Assert.All(seen.Requests, r => Assert.True(r.Scheme == "blob" || (r.Host == session.Page.Host && r.Port == session.Page.Port), $"{r}"));
    }

    private static async Task<long> CountAsync(ObservedPage page, string name) =>
        long.Parse((await page.TextAsync($"[data-count={name}]")).Replace(",", "", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture);
}
