using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace VideoFeat.Monitoring.Metrics;

/// <summary>
/// One instrument as a metric family of the OpenMetrics text format 1.0: dots become underscores and the unit a suffix. One caller at a time.
/// </summary>
internal sealed class OpenMetricsFamily
{
    private enum Kind
    {
        Counter,
        ObservableCounter,
        Gauge,
        Histogram,
    }

    private readonly Kind _kind;
    private readonly string _name;
    private readonly string? _unit;
    private readonly string _help;
    private readonly double[] _bounds;
    private readonly Dictionary<string, Series> _series = new(StringComparer.Ordinal);

    public OpenMetricsFamily(Instrument instrument)
    {
        _kind = instrument switch
        {
            Counter<long> => Kind.Counter,
            ObservableCounter<long> => Kind.ObservableCounter,
            Histogram<double> => Kind.Histogram,
            _ => Kind.Gauge,
        };
        _unit = instrument.Unit switch { "s" => "seconds", "By" => "bytes", _ => null };
        string name = instrument.Name.Replace('.', '_');
        _name = _unit is null ? name : $"{name}_{_unit}";
        _help = instrument.Description ?? "";
        _bounds = instrument is Histogram<double> { Advice.HistogramBucketBoundaries: { } bounds } ? [.. bounds] : [];
    }

    /// <summary>Takes a measurement, of a counter the increment, of an observable one the total.</summary>
    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        // One tag at most: its value is enough of a key, and nothing is allocated for a series that is known.
        string key = tags.IsEmpty ? "" : (string)tags[0].Value!;
        if (!_series.TryGetValue(key, out Series? series))
        {
            series = new Series(tags.IsEmpty ? "" : $"{tags[0].Key}=\"{Escape(key)}\"", _kind == Kind.Histogram ? new long[_bounds.Length + 1] : []);
            _series.Add(key, series);
        }

        if (_kind == Kind.Histogram)
        {
            int bucket = Array.FindIndex(_bounds, b => value <= b);
            series.Buckets[bucket < 0 ? _bounds.Length : bucket]++;
        }

        series.Value = _kind is Kind.Counter or Kind.Histogram ? series.Value + value : value;
    }

    /// <summary>Type, unit, help and samples.</summary>
    public void Write(StringBuilder text)
    {
        text.Append($"# TYPE {_name} {_kind switch { Kind.Histogram => "histogram", Kind.Gauge => "gauge", _ => "counter" }}\n");
        if (_unit is not null)
        {
            text.Append($"# UNIT {_name} {_unit}\n");
        }

        text.Append($"# HELP {_name} {Escape(_help)}\n");
        foreach (Series series in _series.Values)
        {
            if (_kind == Kind.Histogram)
            {
                WriteHistogram(text, series);
            }
            else
            {
                Sample(text, _kind == Kind.Gauge ? "" : "_total", series.Labels, series.Value);
            }
        }
    }

    private void WriteHistogram(StringBuilder text, Series series)
    {
        long below = 0;
        string separator = series.Labels.Length == 0 ? "" : ",";
        for (int i = 0; i <= _bounds.Length; i++)
        {
            below += series.Buckets[i];
            string bound = i < _bounds.Length ? Number(_bounds[i], isBound: true) : "+Inf";
            Sample(text, "_bucket", $"{series.Labels}{separator}le=\"{bound}\"", below);
        }

        Sample(text, "_count", series.Labels, below);
        Sample(text, "_sum", series.Labels, series.Value);
    }

    private void Sample(StringBuilder text, string suffix, string labels, double value) =>
        text.Append($"{_name}{suffix}{(labels.Length == 0 ? "" : $"{{{labels}}}")} {Number(value)}\n");

    // Bounds are written as floats (1.0, not 1), so that a bound is the same label value wherever it comes from.
    private static string Number(double value, bool isBound = false)
    {
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        return isBound && text.All(char.IsDigit) ? text + ".0" : text;
    }

    private static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private sealed record Series(string Labels, long[] Buckets)
    {
        public double Value { get; set; }
    }
}
