using System.Globalization;
using System.Text;

namespace VideoFeat.Comparison.Coders;

/// <summary>A command line with places to fill in: <c>{input}</c> and the like. Split at blanks; quotes hold an argument together. No shell takes part.</summary>
internal sealed class CommandTemplate
{
    /// <summary>The places that a template may have.</summary>
    public static readonly IReadOnlyList<string> Places =
        ["input", "output", "bitstream", "width", "height", "frames", "bits", "bytes", "pixfmt", "qp", "point", "ctu", "threads"];

    private readonly string[] _arguments;

    private CommandTemplate(string text, string[] arguments)
    {
        Text = text;
        _arguments = arguments;
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>Splits a template and checks its places.</summary>
    /// <exception cref="ArgumentException">It is empty, a quote is open, or a place is unknown; the message starts with <paramref name="what"/>.</exception>
    public static CommandTemplate Parse(string what, string text)
    {
        string[] arguments = Split(what, text);
        if (arguments.Length == 0)
        {
            throw new ArgumentException($"{what} is empty; it must name a program and its arguments.");
        }

        foreach (string argument in arguments)
        {
            for (int open = argument.IndexOf('{'); open >= 0; open = argument.IndexOf('{', open + 1))
            {
                int close = argument.IndexOf('}', open);
                string place = close < 0 ? argument[open..] : argument[(open + 1)..close];
                if (!Places.Contains(place, StringComparer.Ordinal))
                {
                    throw new ArgumentException($"{what} holds the place {{{place.TrimStart('{')}}}; allowed are {string.Join(", ", Places.Select(p => $"{{{p}}}"))}.");
                }
            }
        }

        return new CommandTemplate(text, arguments);
    }

    /// <summary>True where the place stands in it.</summary>
    public bool Has(string place) => _arguments.Any(a => a.Contains($"{{{place}}}", StringComparison.Ordinal));

    /// <summary>The command with every place filled in.</summary>
    public string[] Fill(IReadOnlyDictionary<string, string> values) => [.. _arguments.Select(argument =>
    {
        foreach ((string place, string value) in values)
        {
            argument = argument.Replace($"{{{place}}}", value, StringComparison.Ordinal);
        }

        return argument;
    })];

    /// <summary>A command as a shell would take it.</summary>
    public static string ForShell(IEnumerable<string> command) => string.Join(' ', command.Select(a =>
        a.Length > 0 && a.All(c => char.IsAsciiLetterOrDigit(c) || "-_./=:,+@%".Contains(c, StringComparison.Ordinal)) ? a : $"'{a.Replace("'", "'\\''", StringComparison.Ordinal)}'"));

    /// <summary>The places' values for one geometry.</summary>
    public static Dictionary<string, string> Values(FrameGeometry geometry, string point, int threads) => new(StringComparer.Ordinal)
    {
        ["width"] = Number(geometry.Width),
        ["height"] = Number(geometry.Height),
        ["frames"] = Number(geometry.Frames),
        ["bits"] = Number(geometry.BitDepth),
        ["bytes"] = Number(geometry.SampleBytes),
        ["qp"] = point,
        ["point"] = point,
        ["threads"] = Number(threads),
    };

    internal static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string[] Split(string what, string text)
    {
        var arguments = new List<string>();
        var current = new StringBuilder();
        char quote = '\0';
        bool any = false;
        foreach (char c in text)
        {
            if (quote != '\0' ? c == quote : c is '"' or '\'')
            {
                quote = quote == '\0' ? c : '\0';
                any = true;
            }
            else if (quote == '\0' && char.IsWhiteSpace(c))
            {
                Flush();
            }
            else
            {
                current.Append(c);
                any = true;
            }
        }

        if (quote != '\0')
        {
            throw new ArgumentException($"{what} has an open quote: {text}");
        }

        Flush();
        return [.. arguments];

        void Flush()
        {
            if (any)
            {
                arguments.Add(current.ToString());
            }

            current.Clear();
            any = false;
        }
    }
}

/// <summary>Raw luma planes, one after the other, rows without gaps.</summary>
/// <param name="Width">Samples of a row.</param>
/// <param name="Height">Rows of a plane.</param>
/// <param name="Frames">Planes.</param>
/// <param name="BitDepth">Bits of a sample; above 8 two bytes each, low byte first, in the low bits.</param>
internal readonly record struct FrameGeometry(int Width, int Height, int Frames, int BitDepth)
{
    public int SampleBytes => BitDepth > 8 ? 2 : 1;

    public int PlaneBytes => checked(Width * Height * SampleBytes);
}
