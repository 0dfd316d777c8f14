using System.Text.RegularExpressions;
using VideoFeat.Bridges.Datasets;
using VideoFeat.Bridges.Files.Arrays;
using VideoFeat.Packing;

namespace VideoFeat.Batch;

/// <summary>From what a user names to the items in it, in order of their ids, and those that cannot be items.</summary>
internal sealed class InputScan
{
    private readonly List<BatchSource> _sources = [];
    private readonly List<BadItem> _bad = [];
    private readonly bool _prefixed;

    private InputScan(bool prefixed) => _prefixed = prefixed;

    /// <summary>Lists everything in the inputs; no file is opened but lists and .tar.</summary>
    /// <exception cref="FileNotFoundException">An input does not exist, or none holds an item.</exception>
    public static (IReadOnlyList<BatchSource> Sources, IReadOnlyList<BadItem> Bad) Run(IReadOnlyList<string> inputs)
    {
        // Two folders may hold the same names.
        var scan = new InputScan(inputs.Count(i => Directory.Exists(i) || IsGlob(i)) > 1);
        foreach (string input in inputs)
        {
            scan.Add(input);
        }

        scan._sources.Sort((a, b) => string.CompareOrdinal(a.Id, b.Id) is int order and not 0 ? order : string.CompareOrdinal(a.Name, b.Name));
        return scan._sources.Count + scan._bad.Count == 0
            ? throw new FileNotFoundException($"{string.Join(", ", inputs)}: no .npy, .npz, .safetensors or .tar is there.")
            : (scan.Unique(), scan._bad);
    }

    private static bool IsGlob(string input) => input.AsSpan().IndexOfAny('*', '?') >= 0 && !File.Exists(input);

    private static bool IsItem(string path) => TensorFiles.HasKnownExtension(path) || IsTar(path);

    private static bool IsTar(string path) => path.EndsWith(".tar", StringComparison.OrdinalIgnoreCase);

    private void Add(string input)
    {
        if (Directory.Exists(input))
        {
            Folder(Path.GetFullPath(input), _ => true);
        }
        else if (IsGlob(input))
        {
            Glob(input);
        }
        else if (!File.Exists(input))
        {
            throw new FileNotFoundException($"{input}: no such file or folder.");
        }
        else if (IsItem(input))
        {
            string path = Path.GetFullPath(input);
            Take(Path.GetDirectoryName(path)!, new FileInfo(path));
        }
        else if (Path.GetExtension(input).ToLowerInvariant() is ".txt" or ".lst")
        {
            List(Path.GetFullPath(input));
        }
        else
        {
            throw new FeatureFormatException($"{input}: it is no folder, no .npy, .npz, .safetensors or .tar, and no list of them (.txt).");
        }
    }

    private void Folder(string folder, Predicate<string> wanted)
    {
        string root = _prefixed ? Path.GetDirectoryName(folder.TrimEnd('/')) ?? folder : folder;
        foreach (FileInfo file in new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            if (!file.Name.StartsWith('.') && IsItem(file.Name) && wanted(Relative(folder, file.FullName)))
            {
                Take(root, file);
            }
        }
    }

    // The folder before the first part with a wildcard is searched.
    private void Glob(string input)
    {
        string[] parts = input.Replace('\\', '/').Split('/');
        int wild = Array.FindIndex(parts, p => p.AsSpan().IndexOfAny('*', '?') >= 0);
        string folder = Path.GetFullPath(wild == 0 ? "." : string.Join('/', parts[..wild]) + "/");
        if (!Directory.Exists(folder))
        {
            throw new FileNotFoundException($"{input}: folder '{folder}' does not exist.");
        }

        string pattern = Regex.Escape(string.Join('/', parts[wild..]))
            .Replace(@"\*\*/", "(.*/)?", StringComparison.Ordinal).Replace(@"\*", "[^/]*", StringComparison.Ordinal).Replace(@"\?", "[^/]", StringComparison.Ordinal);
        var regex = new Regex($"^{pattern}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        Folder(folder.Length > 1 ? folder.TrimEnd('/') : folder, name => regex.IsMatch(name));
    }

    private void List(string path)
    {
        string folder = Path.GetDirectoryName(path)!;
        foreach (string line in File.ReadLines(path))
        {
            string name = line.Trim();
            if (name.Length == 0 || name[0] == '#')
            {
                continue;
            }

            var file = new FileInfo(Path.Combine(folder, name));
            string relative = Relative(folder, file.FullName);
            string root = relative.StartsWith("../", StringComparison.Ordinal) ? Path.GetPathRoot(file.FullName)! : folder;
            if (!file.Exists || !IsItem(file.Name))
            {
                string shown = Relative(root, file.FullName);
                Bad(IdOf(shown), shown, file.Exists ? "it is no .npy, .npz, .safetensors or .tar" : "no such file");
                continue;
            }

            Take(root, file);
        }
    }

    private void Take(string root, FileInfo file)
    {
        string name = Relative(root, file.FullName);
        if (!IsTar(name))
        {
            Add(new BatchSource(IdOf(name), root, name, name, file.Length, BatchSource.Stamp(file)));
            return;
        }

        try
        {
            foreach (BatchSource sample in TarSamples.Of(root, name, file))
            {
                Add(sample);
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException or FormatException)
        {
            Bad(name, name, $"no .tar, or damaged: {e.Message.ReplaceLineEndings(" ")}");
        }
    }

    private void Add(BatchSource source)
    {
        if (DatasetManifest.IdFault(source.Id) is string fault)
        {
            Bad(source.Id, source.Name, $"it can be no item's id: {fault}");
            return;
        }

        _sources.Add(source);
    }

    private void Bad(string id, string name, string reason) => _bad.Add(new BadItem(id, name, $"{name}: {reason}."));

    private List<BatchSource> Unique()
    {
        var unique = new List<BatchSource>(_sources.Count);
        foreach (BatchSource source in _sources)
        {
            if (unique.Count > 0 && unique[^1].Id == source.Id)
            {
                Bad(source.Id, source.Name, $"its id '{source.Id}' is that of {unique[^1].Name}");
            }
            else
            {
                unique.Add(source);
            }
        }

        return unique;
    }

    private static string IdOf(string name) => TensorFiles.HasKnownExtension(name) ? name[..^Path.GetExtension(name).Length] : name;

    private static string Relative(string root, string path) => Path.GetRelativePath(root, path).Replace('\\', '/');
}
