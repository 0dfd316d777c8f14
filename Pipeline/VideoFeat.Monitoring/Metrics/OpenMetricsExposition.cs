using System.Diagnostics.Metrics;
using System.Text;

namespace VideoFeat.Monitoring.Metrics;

/// <summary>Everything that a meter's instruments measure from now on, in the OpenMetrics text format. Any thread.</summary>
internal sealed class OpenMetricsExposition : IDisposable
{
    /// <summary>The format's media type.</summary>
    public const string ContentType = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private readonly Lock _lock = new();
    private readonly MeterListener _listener = new();
    private readonly List<OpenMetricsFamily> _families = [];

    public OpenMetricsExposition(Meter meter)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter, meter))
            {
                var family = new OpenMetricsFamily(instrument);
                _families.Add(family);
                listener.EnableMeasurementEvents(instrument, family);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, value, tags, state) => Record(value, tags, state));
        _listener.SetMeasurementEventCallback<double>((_, value, tags, state) => Record(value, tags, state));
        _listener.Start();
    }

    /// <summary>The text as it stands now.</summary>
    public string Write()
    {
        _listener.RecordObservableInstruments();
        var text = new StringBuilder();
        lock (_lock)
        {
            foreach (OpenMetricsFamily family in _families)
            {
                family.Write(text);
            }
        }

        return text.Append("# EOF\n").ToString();
    }

    public void Dispose() => _listener.Dispose();

    private void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        lock (_lock)
        {
            ((OpenMetricsFamily)state!).Record(value, tags);
        }
    }
}
