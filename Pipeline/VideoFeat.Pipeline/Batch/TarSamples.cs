using System.Formats.Tar;
using VideoFeat.Bridges.Files.Arrays;

namespace VideoFeat.Batch;

/// <summary>The samples of a WebDataset .tar: members that follow one another and whose names agree up to the first dot of their last part. Other members than tensor files are passed over.</summary>
internal static class TarSamples
{
    /// <exception cref="IOException">It cannot be read, or is cut.</exception>
    /// <exception cref="InvalidDataException">No .tar.</exception>
    public static IEnumerable<BatchSource> Of(string root, string name, FileInfo file)
    {
        using FileStream stream = file.OpenRead();
        using var tar = new TarReader(stream);
        string? key = null;
        var members = new List<SourceMember>();
        while (tar.GetNextEntry() is TarEntry entry)
        {
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile) || !TensorFiles.HasKnownExtension(entry.Name))
            {
                continue;
            }

            (string sample, string tensor) = Split(entry.Name);
            if (key is not null && sample != key)
            {
                yield return Sample(root, name, file, key, members);
                members = [];
            }

            key = sample;
            if (entry.DataOffset < 0 || entry.DataOffset > stream.Length - entry.Length)
            {
                throw new InvalidDataException($"member '{entry.Name}' ends behind the file.");
            }

            members.Add(new SourceMember(entry.Name, tensor, entry.DataOffset, entry.Length));
        }

        if (key is not null)
        {
            yield return Sample(root, name, file, key, members);
        }
    }

    private static BatchSource Sample(string root, string name, FileInfo file, string key, List<SourceMember> members) =>
        new($"{name}/{key}", root, $"{name}/{key}", name, members.Sum(m => m.Length), BatchSource.Stamp(file), members);

    // "train/0001.p3.npy" is tensor "p3" of sample "train/0001".
    private static (string Sample, string Tensor) Split(string name)
    {
        string clean = name.StartsWith("./", StringComparison.Ordinal) ? name[2..] : name;
        int start = clean.LastIndexOf('/') + 1;
        int dot = clean.IndexOf('.', start);
        string rest = clean[(dot + 1)..];
        int extension = rest.LastIndexOf('.');
        return (clean[..dot], extension < 0 ? "" : rest[..extension]);
    }
}
