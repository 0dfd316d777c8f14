using System.Net;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using VideoFeat.Comparison.Results;

namespace VideoFeat.Reporting.Html;

/// <summary>The page: its template with style, scripts and content put in, so that it needs nothing beside it.</summary>
internal static partial class ReportPage
{
    // In the order in which they need one another.
    private static readonly string[] Scripts =
    [
        "d3-array.min.js", "d3-color.min.js", "d3-interpolate.min.js", "d3-format.min.js", "d3-time.min.js", "d3-time-format.min.js", "d3-scale.min.js",
        "d3-path.min.js", "d3-shape.min.js", "charts.js", "report.js",
    ];

    private static readonly JsonSerializerOptions Json = new(ResultsFile.Json) { WriteIndented = false };

    public static string Of(ComparisonResults results) => Place().Replace(Resource("report.html"), match => match.Groups[1].Value switch
    {
        "title" => WebUtility.HtmlEncode(results.Title),
        "style" => Resource("report.css"),
        "licence" => Resource("d3.LICENSE.txt"),
        "scripts" => string.Concat(Scripts.Select(s => Resource(s) + "\n")),

        // Inside a script element only "<" can end or change what a parser makes of it.
        "data" => JsonSerializer.Serialize(ReportContent.Of(results), Json).Replace("<", "\\u003c", StringComparison.Ordinal),
        string other => throw new InvalidOperationException($"The page's template has a place {other} that nothing fills."),
    });

    private static string Resource(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"\{\{(\w+)\}\}")]
    private static partial Regex Place();
}
