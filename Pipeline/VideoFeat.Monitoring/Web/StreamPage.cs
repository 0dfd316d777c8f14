using System.Globalization;
using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using VideoFeat.Bridges;
using VideoFeat.Monitoring.Figures;
using VideoFeat.Monitoring.Metrics;
using VideoFeat.Monitoring.Pictures;

namespace VideoFeat.Monitoring.Web;

/// <summary>The web server of one receiver: page, events, mosaics, metrics, liveness.</summary>
internal sealed class StreamPage : IAsyncDisposable
{
    public const string HealthPath = "/healthz";

    private const string FiguresEvent = "figures";
    private const int MaxConnections = 128;
    private static readonly TimeSpan HeaderTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(2);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly WebApplication _application;
    private readonly EventFanout _events = new();
    private readonly StreamFigures _figures;
    private readonly MosaicBoard _mosaics;
    private readonly OpenMetricsExposition _metrics;
    private string? _newest;

    private StreamPage(MonitorOptions options, StreamFigures figures, MosaicBoard mosaics, OpenMetricsExposition metrics)
    {
        _figures = figures;
        _mosaics = mosaics;
        _metrics = metrics;

        // Empty: no settings file, no variable and no console handler of ASP.NET's has a say in where and how this serves.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "videofeat" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(options.Page!);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Limits.MaxConcurrentConnections = MaxConnections;
            kestrel.Limits.RequestHeadersTimeout = HeaderTimeout;
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        _application = builder.Build();
        var guard = new AccessGuard(options.Token, options.Page!.Address);
        _application.Use(next => context => guard.InvokeAsync(context, next));
        _application.UseRouting();
        _application.MapPageFiles();
        _application.MapGet("/events", (HttpContext context) => Events(context.RequestAborted));
        _application.MapGet("/mosaic.png", (HttpContext context, int tensor, bool perChannel) => MosaicOf(context, tensor, perChannel));
        _application.MapGet("/ramp.png", () => TypedResults.Bytes(ColourMap.Ramp(), "image/png"));
        _application.MapGet("/metrics", () => TypedResults.Text(_metrics.Write(), OpenMetricsExposition.ContentType));
        _application.MapGet(HealthPath, () => TypedResults.Text("ok\n"));
    }

    /// <summary>Where it listens.</summary>
    public Uri Address => new(_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Starts to serve.</summary>
    /// <exception cref="BridgeException">The port is taken, or the address is none of this machine's.</exception>
    public static async Task<StreamPage> StartAsync(
        MonitorOptions options, StreamFigures figures, MosaicBoard mosaics, OpenMetricsExposition metrics, CancellationToken cancellation)
    {
        var page = new StreamPage(options, figures, mosaics, metrics);
        try
        {
            await page._application.StartAsync(cancellation).ConfigureAwait(false);
            return page;
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            await page.DisposeAsync().ConfigureAwait(false);
            throw new BridgeException($"The monitor cannot listen on {options.Page}: {e.Message}", e);
        }
    }

    /// <summary>Sends a sheet to all pages.</summary>
    public void Publish(FigureSheet sheet)
    {
        string figures = JsonSerializer.Serialize(sheet, Json);
        Volatile.Write(ref _newest, figures);
        _events.Publish(new SseItem<string>(figures, FiguresEvent));
    }

    /// <summary>Lets the pages read what waits for them, and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        _events.Complete();
        using var limit = new CancellationTokenSource(ShutdownTimeout);
        await _application.StopAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _application.DisposeAsync().ConfigureAwait(false);
    }

    private IResult Events(CancellationToken gone)
    {
        var first = new List<SseItem<string>> { new(JsonSerializer.Serialize(_figures.History(), Json), "history") };
        if (Volatile.Read(ref _newest) is string newest)
        {
            first.Add(new SseItem<string>(newest, FiguresEvent));
        }

        return _events.Join(first, gone) is IAsyncEnumerable<SseItem<string>> events
            ? TypedResults.ServerSentEvents(events)
            : TypedResults.Text($"{EventFanout.MaxClients} pages look on already.\n", statusCode: StatusCodes.Status503ServiceUnavailable);
    }

    private IResult MosaicOf(HttpContext context, int tensor, bool perChannel)
    {
        if (tensor is < 0 or >= MosaicBoard.MaxTensors)
        {
            return TypedResults.Text($"tensor is {tensor}; allowed are 0..{MosaicBoard.MaxTensors - 1}.\n", statusCode: StatusCodes.Status400BadRequest);
        }

        if (_mosaics.Latest(tensor) is not Mosaic mosaic)
        {
            return TypedResults.NoContent();
        }

        IHeaderDictionary headers = context.Response.Headers;
        headers["X-Sequence"] = mosaic.Sequence.ToString(CultureInfo.InvariantCulture);
        headers["X-Channels"] = mosaic.Channels.ToString(CultureInfo.InvariantCulture);
        headers["X-Low"] = mosaic.Range.Low.ToString("R", CultureInfo.InvariantCulture);
        headers["X-High"] = mosaic.Range.High.ToString("R", CultureInfo.InvariantCulture);
        return TypedResults.Bytes(mosaic.Png(perChannel), "image/png");
    }

    // Signals and the end of the process are the command line's affair.
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
