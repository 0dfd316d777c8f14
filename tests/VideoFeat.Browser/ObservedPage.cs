using Microsoft.Playwright;

namespace VideoFeat.Browser;

/// <summary>A page with everything that it complained of and everything that it asked for.</summary>
internal sealed class ObservedPage : IAsyncDisposable
{
    /// <summary>A folder for screenshots that someone wants to look at; none are made where it is not set.</summary>
    private static readonly string? Screenshots = Environment.GetEnvironmentVariable("VIDEOFEAT_SCREENSHOTS");

    public ObservedPage(IPage page)
    {
        Page = page;
        page.Console += (_, message) => Complain(message.Type == "error", message.Text);
        page.PageError += (_, error) => Complain(true, error);
        page.Request += (_, request) => Requests.Add(new Uri(request.Url));
    }

    public IPage Page { get; }

    public List<string> Complaints { get; } = [];

    public List<Uri> Requests { get; } = [];

    /// <summary>The text of an element.</summary>
    public Task<string> TextAsync(string selector) => Page.Locator(selector).InnerTextAsync();

    /// <summary>Waits until an expression over the page is true.</summary>
    public Task UntilAsync(string expression) => Page.WaitForFunctionAsync(expression);

    /// <summary>True where a chart's canvas shows more than one colour.</summary>
    public Task<bool> IsDrawnAsync(string chart) => Page.EvaluateAsync<bool>(
        """
        id => {
          const canvas = document.querySelector(`#${id} canvas`);
          const pixels = new Uint32Array(canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.buffer);
          return new Set(pixels).size > 10;
        }
        """,
        chart);

    public async Task ShootAsync(string name, bool fullPage = true)
    {
        if (Screenshots is not null)
        {
            await Page.ScreenshotAsync(new() { Path = Path.Combine(Screenshots, name), FullPage = fullPage });
        }
    }

    public async ValueTask DisposeAsync() => await Page.Context.CloseAsync();

    private void Complain(bool isError, string text)
    {
        if (isError)
        {
            Complaints.Add(text);
        }
    }
}
