using System.Globalization;
using System.Text.RegularExpressions;

namespace VideoFeat.Tests.Monitoring;

/// <summary>A strict reader of the OpenMetrics text format 1.0, as far as counters, gauges and histograms go: what the specification forbids, it refuses.</summary>
internal sealed partial class OpenMetricsText
{
    private readonly Dictionary<string, (string Type, string? Unit, string? Help)> _families = [];
    private readonly Dictionary<string, double> _samples = [];
    private string? _current;

    public IReadOnlyDictionary<string, (string Type, string? Unit, string? Help)> Families => _families;

    /// <summary>By name and labels as they are written.</summary>
    public IReadOnlyDictionary<string, double> Samples => _samples;

    public static OpenMetricsText Parse(string text)
    {
        Require(text.EndsWith("# EOF\n", StringComparison.Ordinal), "the text does not end with # EOF and a line feed");
        Require(!text.Contains('\r', StringComparison.Ordinal), "carriage return");
        var read = new OpenMetricsText();
        string[] lines = text.Split('\n');
        foreach (string line in lines[..^2])
        {
            Require(line.Length > 0 && line != "# EOF", "an empty line, or more after # EOF");
            if (line[0] == '#')
            {
                read.Descriptor(line);
            }
            else
            {
                read.Sample(line);
            }
        }

        read.CheckHistograms();
        return read;
    }

    private void Descriptor(string line)
    {
        Match match = DescriptorLine().Match(line);
        Require(match.Success, $"'{line}' is no descriptor");
        string kind = match.Groups[1].Value, name = match.Groups[2].Value, rest = match.Groups[3].Value;
        if (kind == "TYPE")
        {
            Require(rest is "counter" or "gauge" or "histogram", $"type {rest}");
            Require(_families.TryAdd(name, (rest, null, null)), $"{name} stands twice, or its lines are not together");
            Require(rest != "counter" || !name.EndsWith("_total", StringComparison.Ordinal), "a counter's family ends with _total");
            _current = name;
            return;
        }

        Require(name == _current, $"{kind} of {name} inside {_current}");
        (string type, string? unit, string? help) = _families[name];
        Require(!_samples.Keys.Any(k => k.StartsWith(name, StringComparison.Ordinal)), $"{kind} of {name} behind its samples");
        if (kind == "UNIT")
        {
            Require(unit is null && name.EndsWith($"_{rest}", StringComparison.Ordinal), $"unit {rest} is no suffix of {name}");
            _families[name] = (type, rest, help);
        }
        else
        {
            Require(help is null && Escaped().IsMatch(rest), $"help of {name}");
            _families[name] = (type, unit, rest);
        }
    }

    private void Sample(string line)
    {
        Match match = SampleLine().Match(line);
        Require(match.Success && _current is not null, $"'{line}' is no sample");
        string name = match.Groups[1].Value;
        string suffix = name[_current!.Length..];
        Require(name.StartsWith(_current, StringComparison.Ordinal), $"{name} inside {_current}");
        string[] allowed = _families[_current].Type switch { "counter" => ["_total"], "gauge" => [""], _ => ["_bucket", "_count", "_sum"] };
        Require(allowed.Contains(suffix), $"{name} in a {_families[_current].Type}");
        double value = double.Parse(match.Groups[3].Value, NumberStyles.Float, CultureInfo.InvariantCulture);
        Require(suffix == "" || value >= 0, $"{line} is negative");
        Require(_samples.TryAdd(name + match.Groups[2].Value, value), $"{line} stands twice");
    }

    // Buckets rise, the last is +Inf and equals the count, and bounds are written as floats.
    private void CheckHistograms()
    {
        foreach (string name in _families.Where(f => f.Value.Type == "histogram").Select(f => f.Key))
        {
            foreach (var group in _samples.Where(s => s.Key.StartsWith($"{name}_bucket", StringComparison.Ordinal)).GroupBy(s => Bound().Replace(s.Key, "")))
            {
                double[] counts = [.. group.Select(g => g.Value)];
                string[] bounds = [.. group.Select(g => Bound().Match(g.Key).Groups[1].Value)];
                double[] values = [.. bounds.Select(b => b == "+Inf" ? double.PositiveInfinity : double.Parse(b, CultureInfo.InvariantCulture))];
                Require(counts.SequenceEqual(counts.Order()) && values.SequenceEqual(values.Order()), $"buckets of {group.Key} do not rise");
                Require(bounds[^1] == "+Inf" && bounds[..^1].All(b => b.Contains('.', StringComparison.Ordinal) || b.Contains('E', StringComparison.Ordinal)), $"bounds of {group.Key}");
                string labels = group.Key[$"{name}_bucket".Length..] is "{}" ? "" : group.Key[$"{name}_bucket".Length..];
                Require(_samples[$"{name}_count{labels}"] == counts[^1] && _samples.ContainsKey($"{name}_sum{labels}"), $"count or sum of {group.Key}");
            }
        }
    }

    private static void Require(bool condition, string otherwise) => Assert.True(condition, otherwise);

    [GeneratedRegex(@"^# (TYPE|UNIT|HELP) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.*)$")]
    private static partial Regex DescriptorLine();

    [GeneratedRegex("""^([a-zA-Z_:][a-zA-Z0-9_:]*)((?:\{[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\[\\n"])*"(?:,[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\[\\n"])*")*\})?) ([0-9.eE+-]+)$""")]
    private static partial Regex SampleLine();

    [GeneratedRegex("""(?:(?<=\{)|,)le="([^"]*)",?""")]
    private static partial Regex Bound();

    [GeneratedRegex("""^(?:[^"\\]|\\[\\n"])*$""")]
    private static partial Regex Escaped();
}
