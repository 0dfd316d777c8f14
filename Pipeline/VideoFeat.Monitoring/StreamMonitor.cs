using VideoFeat.Bridges;
using VideoFeat.Monitoring.Figures;
using VideoFeat.Monitoring.Metrics;
using VideoFeat.Monitoring.Pictures;
using VideoFeat.Monitoring.Web;
using VideoFeat.Streaming;

namespace VideoFeat.Monitoring;

/// <summary>
/// Shows what a receiver does while it does it: a page in the browser, OpenMetrics beside it, and OpenTelemetry. Observing costs the stream some
/// additions a set; pictures are made only while someone looks. Any thread, but one at a time hands in sets.
/// </summary>
public sealed class StreamMonitor : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly StreamFigures _figures;
    private readonly MosaicBoard _mosaics;
    private readonly StreamMeter _meter = new();
    private readonly OpenMetricsExposition _metrics;
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<LinkFigures>? _link;
    private StreamPage? _page;
    private OtlpExport? _export;
    private Task _work = Task.CompletedTask;

    private StreamMonitor(MonitorOptions options, Func<LinkFigures>? link, TimeProvider time)
    {
        _link = link;
        _figures = new StreamFigures(time, options.Title);
        _mosaics = new MosaicBoard(time);
        _metrics = new OpenMetricsExposition(_meter.Meter);
    }

    /// <summary>Where the page is; null where there is none.</summary>
    public Uri? Page => _page?.Address;

    /// <summary>Opens page and export.</summary>
    /// <param name="options">Where to show.</param>
    /// <param name="link">What the carrier has counted so far; asked once a second. Null: nothing is known of it.</param>
    /// <param name="time">The clock; null takes the system's.</param>
    /// <param name="cancellation">Gives up opening.</param>
    /// <exception cref="ArgumentException">Options out of range.</exception>
    /// <exception cref="BridgeException">The page's port is taken.</exception>
    public static async Task<StreamMonitor> StartAsync(
        MonitorOptions options, Func<LinkFigures>? link = null, TimeProvider? time = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        time ??= TimeProvider.System;
        var monitor = new StreamMonitor(options, link, time);
        try
        {
            if (options.Page is not null)
            {
                monitor._page = await StreamPage.StartAsync(options, monitor._figures, monitor._mosaics, monitor._metrics, cancellation).ConfigureAwait(false);
            }

            monitor._export = OtlpExport.Start(options.Otlp);
            monitor._work = monitor.TickAsync(time, monitor._stop.Token);
            return monitor;
        }
        catch
        {
            await monitor.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>One stage of one set took so long.</summary>
    public void Time(Stage stage, TimeSpan elapsed)
    {
        _figures.Time(stage, elapsed);
        _meter.Time(stage, elapsed);
    }

    /// <summary>A set was handed out, whole or not; lent for the call.</summary>
    public void Count(DecodedFeature feature)
    {
        ArgumentNullException.ThrowIfNull(feature);
        TimeSpan? delay = _figures.Count(feature);
        _meter.Count(feature, delay);
        _mosaics.Offer(feature);
    }

    /// <summary>What the network made of a set, which is lent for the call.</summary>
    public void Answer(DecodedFeature feature, NetworkAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(feature);
        ArgumentNullException.ThrowIfNull(answer);
        _figures.Answer(feature, answer);
    }

    /// <summary>No more sets come: pages get the last figures, a collector too.</summary>
    /// <returns>False where a collector was named and did not take them.</returns>
    public async Task<bool> FinishAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Publish(ended: true);
        return _export?.Flush() ?? true;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_page is not null)
        {
            await _page.DisposeAsync().ConfigureAwait(false);
        }

        _export?.Dispose();
        _metrics.Dispose();
        _meter.Dispose();
        _stop.Dispose();
    }

    private async Task TickAsync(TimeProvider time, CancellationToken stop)
    {
        Publish(ended: false);
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false))
        {
            Publish(ended: false);
        }
    }

    private void Publish(bool ended)
    {
        LinkFigures? link = _link?.Invoke();
        if (link is not null)
        {
            _meter.Update(link);
        }

        FigureSheet sheet = _figures.Tick(link, ended);
        _page?.Publish(sheet);
    }
}
