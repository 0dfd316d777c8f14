using VideoFeat.Bridges.Files.Arrays;

namespace VideoFeat.Bridges.Onnx;

/// <summary>Names that somebody may have meant.</summary>
internal static class NearMiss
{
    private const int MostNames = 5;

    /// <summary>"Did you mean …" with at most five names, or an empty string. Names are compared without case, by Levenshtein distance or as a part.</summary>
    public static string Suggest(string asked, IEnumerable<string> names)
    {
        // A name from outside can be long, and the distance costs the product of the lengths.
        string wanted = asked.Length > 100 ? asked[..100] : asked;
        string[] near = [.. names
            .Where(n => n.Length <= 200)
            .Select(n => (Name: n, Distance: Score(wanted, n)))
            .Where(n => n.Distance <= Math.Max(1, wanted.Length / 3))
            .OrderBy(n => n.Distance).ThenBy(n => n.Name.Length).ThenBy(n => n.Name, StringComparer.Ordinal)
            .Take(MostNames)
            .Select(n => $"{Printable.Quoted(n.Name)}")];
        return near.Length == 0 ? "" : $" Did you mean {string.Join(", ", near)}?";
    }

    private static int Score(string asked, string name) =>
        asked.Length >= 3 && name.Contains(asked, StringComparison.OrdinalIgnoreCase) ? 1 : Distance(asked, name);

    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int change = diagonal + (char.ToUpperInvariant(a[i - 1]) == char.ToUpperInvariant(b[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(change, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
