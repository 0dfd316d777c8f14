using System.Globalization;

namespace VideoFeat.Benchmarks;

/// <summary>Options of a benchmark: names and values by turns.</summary>
internal sealed class BenchArguments
{
    private readonly Dictionary<string, string> _values = [];

    private BenchArguments()
    {
    }

    /// <summary>Reads names and values; null where they are not pairs, or a name is not one of <paramref name="known"/>.</summary>
    public static BenchArguments? Read(ReadOnlySpan<string> words, IReadOnlyCollection<string> known)
    {
        var given = new BenchArguments();
        for (int i = 0; i < words.Length; i += 2)
        {
            if (i + 1 == words.Length || !known.Contains(words[i]))
            {
                return null;
            }

            given._values[words[i]] = words[i + 1];
        }

        return given;
    }

    /// <summary>The word given for an option, or else.</summary>
    public string Word(string name, string otherwise) => _values.GetValueOrDefault(name, otherwise);

    /// <summary>The number given for an option, at least 0, or else.</summary>
    /// <exception cref="ArgumentException">No number, or below 0.</exception>
    public double Number(string name, double otherwise)
    {
        if (!_values.TryGetValue(name, out string? text))
        {
            return otherwise;
        }

        return double.TryParse(text, CultureInfo.InvariantCulture, out double number) && number >= 0 && double.IsFinite(number)
            ? number
            : throw new ArgumentException($"{name} is '{text}'; a number of at least 0 is expected.");
    }
}
