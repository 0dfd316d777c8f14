using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace VideoFeat.Cli;

/// <summary>Results go to standard output (a table for people, JSON for machines); everything else to standard error.</summary>
internal static class Terminal
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private static readonly JsonSerializerOptions JsonLine = new(Json) { WriteIndented = false };

    /// <summary>Standard error for people: progress and notes.</summary>
    public static IAnsiConsole Notes { get; } = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });

    public static void Error(string message) => Console.Error.WriteLine($"videofeat: {message}");

    public static void Note(string message) => Console.Error.WriteLine(message);

    public static void WriteJson(object result, bool indented = true) => Console.Out.WriteLine(JsonSerializer.Serialize(result, indented ? Json : JsonLine));

    public static void Write(Table table)
    {
        // A pipe has no width; 80 columns would wrap tables that a file can hold.
        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = 200;
        }

        AnsiConsole.Write(table);
    }

    public static Table Table(params string[] columns)
    {
        var table = new Table().Border(TableBorder.Rounded);
        foreach (string column in columns)
        {
            table.AddColumn(new TableColumn(column.EscapeMarkup()));
        }

        return table;
    }

    public static Table AddTextRow(this Table table, params string[] cells) => table.AddRow([.. cells.Select(c => new Text(c))]);

    /// <summary>Right-aligns the columns from <paramref name="first"/> on: numbers.</summary>
    public static Table Numbers(this Table table, int first)
    {
        for (int i = first; i < table.Columns.Count; i++)
        {
            table.Columns[i].RightAligned();
        }

        return table;
    }
}
