namespace VideoFeat.Cli;

/// <summary>File names for items out of a stream: an id from outside never leaves its folder, and two items never share a name.</summary>
internal sealed class ItemNames
{
    private readonly HashSet<string> _given = new(StringComparer.OrdinalIgnoreCase);

    public string For(string? itemId, ulong sequence)
    {
        string name = string.IsNullOrWhiteSpace(itemId) ? $"{sequence:D6}" : Safe(itemId);
        if (!_given.Add(name))
        {
            name = $"{name}-{sequence:D6}";
            _given.Add(name);
        }

        return name;
    }

    private static string Safe(string id)
    {
        string safe = string.Concat(id.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '_')).Trim('.');
        return safe.Length == 0 ? "_" : safe[..Math.Min(safe.Length, 200)];
    }
}
