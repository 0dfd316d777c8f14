using Microsoft.Playwright;
using VideoFeat.Comparison.Results;
using VideoFeat.Reporting;
using VideoFeat.Tests;
using VideoFeat.Tests.Comparison;

namespace VideoFeat.Browser;

/// <summary>The report of a comparison, opened from a disk as a reader opens it.</summary>
public sealed class ReportTests(Chromium chromium) : IClassFixture<Chromium>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [SkippableTheory]
    [InlineData(ColorScheme.Light, 1280, "rgb(255, 255, 255)")]
    [InlineData(ColorScheme.Dark, 1280, "rgb(15, 21, 24)")]
    [InlineData(ColorScheme.Light, 390, "rgb(255, 255, 255)")]
    [InlineData(ColorScheme.Dark, 390, "rgb(15, 21, 24)")]
    public async Task The_report_fits_its_screen_in_both_themes(ColorScheme scheme, int width, string background)
    {
        await using ObservedPage seen = await OpenAsync(scheme, width);
        Assert.Equal(background, await seen.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor"));
        Assert.Equal(width, await seen.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.Equal("MobileNetV1 at pw5: VideoFeat against HEVC-Intra", await seen.TextAsync("h1"));
        await seen.ShootAsync($"report-{scheme}-{width}.png".ToLowerInvariant());
        AssertQuiet(seen);
    }

    [SkippableFact]
    public async Task A_click_on_a_codec_makes_it_the_baseline()
    {
        await using ObservedPage seen = await OpenAsync();
        ComparisonResults results = ExampleResults.Make();
        Assert.Equal("hevc-intra", await seen.TextAsync("#bd-baseline"));
        Assert.Equal(Percent(results, "hevc-intra", "transform"), await RateAsync(seen, "transform"));
        string finding = await seen.TextAsync("#finding");
        Assert.StartsWith("At equal top-1, transform needs 4", finding, StringComparison.Ordinal);

        await seen.Page.Locator("#bd button[data-codec=transform]").ClickAsync();
        Assert.Equal("transform", await seen.TextAsync("#bd-baseline"));
        Assert.Equal("baseline", await RateAsync(seen, "transform"));
        Assert.Equal(Percent(results, "transform", "hevc-intra"), await RateAsync(seen, "hevc-intra"));
        Assert.Equal("transform", await seen.Page.EvaluateAsync<string>("document.activeElement.dataset.codec"));
        Assert.Equal("true", await seen.Page.Locator("#bd button[data-codec=transform]").GetAttributeAsync("aria-pressed"));
        Assert.NotEqual(finding, await seen.TextAsync("#finding"));
        AssertQuiet(seen);
    }

    [SkippableFact]
    public async Task Quality_and_interpolation_change_the_table()
    {
        await using ObservedPage seen = await OpenAsync();
        await seen.Page.GetByRole(AriaRole.Button, new() { Name = "PSNR", Exact = true }).ClickAsync();
        Assert.Equal("PSNR", await seen.TextAsync("#bd-quality"));
        Assert.Equal("BD-PSNR", await seen.TextAsync("#bd-gain"));
        string pchip = await RateAsync(seen, "klt-hevc");
        await seen.Page.GetByRole(AriaRole.Button, new() { Name = "Cubic", Exact = true }).ClickAsync();
        BdRow row = ExampleResults.Make().Bd.Single(b => b is { Baseline: "hevc-intra", Codec: "klt-hevc", Quality: MeasureNames.Psnr });
        Assert.Equal(Signed(row.RateCubic!.Value), await RateAsync(seen, "klt-hevc"));
        Assert.Equal(Signed(row.RatePchip!.Value), pchip);
    }

    [SkippableFact]
    public async Task The_pointer_and_the_arrow_keys_read_values()
    {
        await using ObservedPage seen = await OpenAsync();
        ILocator chart = seen.Page.Locator("#curve-chart svg");
        ILocator mark = seen.Page.Locator("#curve-chart .series path.mark").First;
        LocatorBoundingBoxResult? box = await mark.BoundingBoxAsync();
        await seen.Page.Mouse.MoveAsync(box!.X + (box.Width / 2), box.Y + (box.Height / 2));
        Assert.Contains("bits per element", await seen.TextAsync("#tip"), StringComparison.Ordinal);
        Assert.Contains("top-1", await seen.TextAsync("#tip"), StringComparison.Ordinal);
        await seen.Page.Mouse.MoveAsync(2, 2);
        await seen.UntilAsync("() => document.querySelector('#tip').hidden");

        await chart.FocusAsync();
        await seen.Page.Keyboard.PressAsync("ArrowRight");
        Assert.Equal("hevc-intra, qp42", await seen.TextAsync("#tip b"));
        await seen.Page.Keyboard.PressAsync("ArrowDown");
        string label = await chart.GetAttributeAsync("aria-label") ?? "";
        Assert.Equal($"{await seen.TextAsync("#tip b")}: bits per element", label[..label.IndexOf(" 0.", StringComparison.Ordinal)]);
        await seen.Page.Keyboard.PressAsync("Escape");
        Assert.False(await seen.Page.Locator("#tip").IsVisibleAsync());
        AssertQuiet(seen);
    }

    [SkippableFact]
    public async Task The_theme_switch_overrides_the_system()
    {
        await using ObservedPage seen = await OpenAsync(ColorScheme.Dark);
        foreach ((string label, string background) in new[] { ("Theme: light", "rgb(255, 255, 255)"), ("Theme: dark", "rgb(15, 21, 24)"), ("Theme: as the system has it", "rgb(15, 21, 24)") })
        {
            await seen.Page.Locator("#theme").ClickAsync();
            Assert.Equal(label, await seen.Page.Locator("#theme").GetAttributeAsync("aria-label"));
            Assert.Equal(background, await seen.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor"));
        }
    }

    [SkippableFact]
    public async Task The_keyboard_reaches_every_control()
    {
        await using ObservedPage seen = await OpenAsync();
        var reached = new HashSet<string>();
        int focusable = await seen.Page.EvaluateAsync<int>(
            "(() => { let n = 0; document.querySelectorAll('a[href],button,select,summary,[tabindex=\"0\"]').forEach((e, i) => { if (e.checkVisibility()) { e.dataset.focusNumber = i; n++; } }); return n; })()");
        for (int i = 0; i < focusable + 5; i++)
        {
            await seen.Page.Keyboard.PressAsync("Tab");
            reached.Add(await seen.Page.EvaluateAsync<string>("document.activeElement.dataset.focusNumber ?? ''"));
        }

        reached.Remove("");
        Assert.Equal(focusable, reached.Count);
    }

    [SkippableTheory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Texts_stand_out_from_what_is_behind_them(ColorScheme scheme)
    {
        await using ObservedPage seen = await OpenAsync(scheme);
        string[] faint = await seen.Page.EvaluateAsync<string[]>(
            """
            () => {
              const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
              const rgb = (colour) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); return [...canvas.getImageData(0, 0, 1, 1).data]; };
              const luminance = ([r, g, b]) => [r, g, b].map((v) => v / 255).map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4).reduce((s, v, i) => s + v * [0.2126, 0.7152, 0.0722][i], 0);
              const behind = (e) => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c[3] === 255) return c; } return [255, 255, 255]; };
              const found = new Set();
              for (const e of document.querySelectorAll("body *")) {
                if (!e.checkVisibility() || ![...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()) || e.closest("title,style,script,noscript,.skip")) continue;
                const style = getComputedStyle(e);
                const colour = rgb(e instanceof SVGElement ? style.fill : style.color);
                const [a, b] = [luminance(colour), luminance(behind(e))].sort((x, y) => y - x);
                if ((a + 0.05) / (b + 0.05) < 4.5) found.add(`${e.tagName}.${e.className.baseVal ?? e.className} ${e.textContent.slice(0, 20)} ${((a + 0.05) / (b + 0.05)).toFixed(2)}`);
              }
              return [...found];
            }
            """);
        Assert.Empty(faint);
    }

    [SkippableFact]
    public async Task On_paper_it_is_light_whole_and_without_controls()
    {
        await using ObservedPage seen = await OpenAsync(ColorScheme.Dark);
        byte[] pdf = await seen.Page.PdfAsync(new() { Format = "A4", PreferCSSPageSize = true, PrintBackground = true, Path = PdfPath() });
        Assert.True(pdf.Length > 20_000);
        await seen.Page.EmulateMediaAsync(new() { Media = Media.Print });
        await seen.Page.EvaluateAsync("dispatchEvent(new Event('beforeprint'))");
        await seen.Page.SetViewportSizeAsync(700, 1000);
        Assert.Equal("rgb(255, 255, 255)", await seen.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor"));
        Assert.False(await seen.Page.Locator("#theme").IsVisibleAsync());
        Assert.False(await seen.Page.Locator("#picture").IsVisibleAsync());
        Assert.True(await seen.Page.Locator("#commands").IsVisibleAsync());
        Assert.Equal("none", await seen.Page.EvaluateAsync<string>("getComputedStyle(document.querySelector('#points').parentElement).maxHeight"));
        await seen.ShootAsync("report-print.png");
    }

    [SkippableTheory]
    [InlineData("curves-top-1")]
    [InlineData("curves-psnr")]
    public async Task The_curves_for_a_paper_open_as_drawing_and_as_picture(string name)
    {
        await using ObservedPage seen = await OpenAsync();
        await seen.Page.GotoAsync(new Uri(Path.Combine(_folder["out"], $"{name}.png")).AbsoluteUri);
        Assert.Equal("1800x1200", await seen.Page.EvaluateAsync<string>("`${document.images[0].naturalWidth}x${document.images[0].naturalHeight}`"));
        await seen.ShootAsync($"{name}-png.png");
        await seen.Page.GotoAsync(new Uri(Path.Combine(_folder["out"], $"{name}.svg")).AbsoluteUri);
        Assert.True(await seen.Page.EvaluateAsync<int>("document.querySelectorAll('path').length") > 50);
        Assert.Empty(seen.Complaints);
    }

    [SkippableFact]
    public async Task Failures_stand_there_with_their_reasons_and_the_worst_items_by_point()
    {
        await using ObservedPage seen = await OpenAsync();
        Assert.Equal(
            ["vtm\tall\t–\tthe command's program EncoderAppStatic is not on the PATH", "av1\tqp22\t2\tffmpeg ended with status 1: Picture size 0x0 is invalid (val/1000.jpg, val/1037.jpg)"],
            (await seen.Page.Locator("#failures tbody tr").AllInnerTextsAsync()).Select(t => t.Trim()));
        await seen.Page.Locator("#worst-point").SelectOptionAsync(new SelectOptionValue { Label = "transform, q6" });
        Assert.Equal(5, await seen.Page.Locator("#worst tbody tr").CountAsync());
        Assert.All(await seen.Page.Locator("#worst tbody tr td:nth-child(2)").AllInnerTextsAsync(), t => Assert.Equal("transform, q6", t));
    }

    [SkippableFact]
    public async Task Pictures_and_maps_follow_their_choice()
    {
        await using ObservedPage seen = await OpenAsync();
        Assert.Equal(3, await seen.Page.Locator("#mosaics img").CountAsync());
        await seen.UntilAsync("() => [...document.querySelectorAll('#mosaics img')].every((i) => i.complete && i.naturalWidth === 448)");
        string before = await seen.Page.Locator("#mosaics img").Nth(1).GetAttributeAsync("src") ?? "";
        await seen.Page.Locator("#picture").SelectOptionAsync("2");
        Assert.NotEqual(before, await seen.Page.Locator("#mosaics img").Nth(1).GetAttributeAsync("src"));
        Assert.Equal(512, await seen.Page.Locator("#maps rect").CountAsync());
        AssertQuiet(seen);
    }

    [SkippableFact]
    public async Task Results_with_nothing_in_them_still_open()
    {
        ReportWriter.Write(SampleResults.Make() with { Network = null, Curves = [], Bd = [], Channels = [], Pictures = [], Pooled = [], Cells = [], Codecs = [] }, _folder["empty"]);
        await using ObservedPage seen = await chromium.OpenAsync();
        await seen.Page.GotoAsync(new Uri(Path.Combine(_folder["empty"], "report.html")).AbsoluteUri);
        Assert.Equal("No codec ran here; the reasons stand below.", await seen.TextAsync("#finding"));
        AssertQuiet(seen);
    }

    public void Dispose() => _folder.Dispose();

    private static void AssertQuiet(ObservedPage seen)
    {
        Assert.Empty(seen.Complaints);
        Assert.All(seen.Requests, r => Assert.True(r.Scheme is "file" or "data", $"{r}"));
        Assert.Single(seen.Requests, r => r.Scheme == "file");
    }

    private static string? PdfPath() => Environment.GetEnvironmentVariable("VIDEOFEAT_SCREENSHOTS") is string folder ? Path.Combine(folder, "report.pdf") : null;

    private static Task<string> RateAsync(ObservedPage seen, string codec) => seen.Page.EvaluateAsync<string>(
        "codec => document.querySelector(`#bd button[data-codec=\"${codec}\"]`).closest('tr').querySelector('td.rate b').textContent", codec);

    private static string Percent(ComparisonResults results, string baseline, string codec) =>
        Signed(results.Bd.Single(b => b.Baseline == baseline && b.Codec == codec && b.Quality == MeasureNames.Top1).RatePchip!.Value);

    // Three digits, as the page gives them.
    private static string Signed(double value)
    {
        int places = Math.Max(0, 2 - (int)Math.Floor(Math.Log10(Math.Abs(value))));
        return $"{(value > 0 ? "+" : "−")}{Math.Abs(value).ToString($"F{places}", System.Globalization.CultureInfo.InvariantCulture)} %";
    }

    private async Task<ObservedPage> OpenAsync(ColorScheme scheme = ColorScheme.Light, int width = 1280)
    {
        ReportWriter.Write(ExampleResults.Make(), _folder["out"]);
        ObservedPage seen = await chromium.OpenAsync(scheme, width, width < 600 ? 844 : 900);
        await seen.Page.GotoAsync(new Uri(Path.Combine(_folder["out"], "report.html")).AbsoluteUri);
        await seen.UntilAsync("() => document.querySelector('#curve-chart svg') !== null");
        return seen;
    }
}
