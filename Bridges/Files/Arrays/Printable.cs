namespace VideoFeat.Bridges.Files.Arrays;

/// <summary>Names from outside, made fit for an error of one line.</summary>
internal static class Printable
{
    private const int MaxLength = 80;

    public static string Text(string name)
    {
        string cut = name.Length <= MaxLength ? name : $"{name[..MaxLength]}...";
        return string.Concat(cut.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));
    }

    public static string Quoted(string name) => $"'{Text(name)}'";
}
