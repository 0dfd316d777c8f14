using System.Globalization;
using System.Text;

namespace VideoFeat.Reporting.Tables;

/// <summary>Lines of RFC 4180. Numbers with a dot, as exactly as a double.</summary>
internal static class CsvText
{
    public static void Line(StringBuilder text, object?[] values) => text.AppendJoin(',', values.Select(Field)).Append("\r\n");

    private static string Field(object? value)
    {
        string text = value switch { null => "", double number => number.ToString("R", CultureInfo.InvariantCulture), _ => string.Format(CultureInfo.InvariantCulture, "{0}", value) };
        return text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
