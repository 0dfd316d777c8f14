using System.Globalization;
using VideoFeat.Packing;

namespace VideoFeat.Evaluation;

/// <summary>
/// Reads the class names of a YOLO data set description (YAML): the block under <c>names:</c>, either <c>index: name</c> lines or
/// <c>- name</c> lines. Other keys are skipped.
/// </summary>
public static class YoloClassNames
{
    /// <summary>The largest file that is read, in bytes.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>The names, by class index.</summary>
    /// <exception cref="FeatureFormatException">The file is too large, has no names, or a line under <c>names:</c> is neither form or out of order.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyList<string> Read(string path)
    {
        string[] lines = BoundedTextFile.ReadLines(path, MaxBytes);
        int start = Array.FindIndex(lines, line => WithoutComment(line).TrimEnd() == "names:");
        if (start < 0)
        {
            throw new FeatureFormatException($"{path}: has no line 'names:' followed by a block of class names.");
        }

        var names = new List<string>();
        for (int i = start + 1; i < lines.Length; i++)
        {
            string line = WithoutComment(lines[i]);
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            bool isItem = line.StartsWith('-');
            if (!char.IsWhiteSpace(line[0]) && !isItem)
            {
                break;
            }

            names.Add(Name(line.Trim(), names.Count) ?? throw new FeatureFormatException(
                $"{path}, line {i + 1}: is '{line.Trim()}'; the next class name must be written '{names.Count}: name' or '- name'."));
        }

        return names.Count > 0 ? names : throw new FeatureFormatException($"{path}: has no class name under 'names:'.");
    }

    private static string WithoutComment(string line)
    {
        int comment = line.StartsWith('#') ? 0 : line.IndexOf(" #", StringComparison.Ordinal);
        return comment < 0 ? line : line[..comment];
    }

    private static string? Name(string entry, int index)
    {
        string prefix = entry.StartsWith('-') ? "-" : index.ToString(CultureInfo.InvariantCulture) + ":";
        string name = entry.StartsWith(prefix, StringComparison.Ordinal) ? entry[prefix.Length..].Trim() : "";
        bool isQuoted = name.Length >= 2 && name[0] is '"' or '\'' && name[^1] == name[0];
        name = isQuoted ? name[1..^1] : name;
        return name.Length == 0 ? null : name;
    }
}
