using System.Security.Cryptography;
using VideoFeat.Bridges.Datasets;
using VideoFeat.Bridges.Files.Arrays;
using VideoFeat.Packing;

namespace VideoFeat.Batch;

/// <summary>One item to come: a tensor file, or a sample of a .tar.</summary>
/// <param name="Id">Its id in the dataset.</param>
/// <param name="Root">The folder that <paramref name="Name"/> is relative to.</param>
/// <param name="Name">Its file; of a sample of a .tar: the .tar, a slash and the key.</param>
/// <param name="File">The file that holds it, relative to <paramref name="Root"/>.</param>
/// <param name="Bytes">Length of the file, or of the sample's tensor members.</param>
/// <param name="Modified">Time of the file's last change in nanoseconds since 1970-01-01 UTC.</param>
/// <param name="Members">The sample's tensor members; null for a file of its own.</param>
internal sealed record BatchSource(string Id, string Root, string Name, string File, long Bytes, long Modified, IReadOnlyList<SourceMember>? Members = null)
{
    /// <summary>Where the file is.</summary>
    public string Path => System.IO.Path.Combine(Root, File);

    /// <summary>Nanoseconds since 1970-01-01 UTC of a file's last change.</summary>
    public static long Stamp(FileSystemInfo file) => (file.LastWriteTimeUtc.Ticks - DateTime.UnixEpoch.Ticks) * 100;

    /// <summary>The tensors, from headers alone.</summary>
    /// <exception cref="FeatureFormatException">Damaged, or not carried.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public TensorSpec[] ReadSpecs(ArrayReadOptions options)
    {
        using FileStream file = Open();
        return Members is null
            ? [.. TensorFiles.ReadSpecs(file, Name, options)]
            : [.. Members.SelectMany(m => TensorFiles.ReadSpecs(Part(file, m), Label(m), options).Select(s => s with { Name = NameOf(m, s.Name) }))];
    }

    /// <summary>The tensors and the digest of the bytes that they came from; the caller owns the set, whose item id is <see cref="Id"/>.</summary>
    /// <exception cref="FeatureFormatException">Damaged, not carried, or changed since the inputs were listed.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public (FeatureSet Set, ItemSource Source) Read(ArrayReadOptions options)
    {
        using FileStream file = Open();
        var tensors = new List<FeatureTensor>();
        try
        {
            byte[] digest;
            if (Members is null)
            {
                digest = SHA256.HashData(file);
                tensors.AddRange(TensorFiles.Read(file, Name, options));
            }
            else
            {
                using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
                foreach (SourceMember member in Members)
                {
                    Append(hash, Part(file, member));
                    FeatureSet part = TensorFiles.Read(Part(file, member), Label(member), options);
                    tensors.AddRange(part.Select(t => FeatureTensor.Wrap(t.Spec with { Name = NameOf(member, t.Name) }, t.Memory, t)));
                }

                digest = hash.GetHashAndReset();
            }

            var set = new FeatureSet([.. tensors]) { ItemId = Id };
            return (set, new ItemSource(Name, Bytes, Modified, Convert.ToHexStringLower(digest)));
        }
        catch (Exception e)
        {
            tensors.ForEach(t => t.Dispose());
            if (e is ArgumentException)
            {
                // Two tensors of one name, or batches that differ.
                throw new FeatureFormatException($"{Name}: {e.Message.Split(" (Parameter")[0]}", e);
            }

            throw;
        }
    }

    private static void Append(IncrementalHash hash, Stream part)
    {
        byte[] chunk = new byte[1 << 16];
        for (int got; (got = part.Read(chunk)) > 0;)
        {
            hash.AppendData(chunk, 0, got);
        }
    }

    // The sample's word for a member, and the file's for its tensors.
    private static string NameOf(SourceMember member, string tensor) =>
        member.Tensor.Length == 0 ? tensor : tensor.Length == 0 ? member.Tensor : $"{member.Tensor}/{tensor}";

    private static PartStream Part(FileStream file, SourceMember member) => new(file, member.Offset, member.Length);

    private string Label(SourceMember member) => $"{File}[{member.Name}]";

    private FileStream Open()
    {
        FileStream file;
        try
        {
            file = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 16, FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new FeatureFormatException($"{Name}: it has vanished since the inputs were listed.", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new FeatureFormatException($"{Name}: it cannot be read: permission denied.", e);
        }

        if (Stamp(new FileInfo(Path)) != Modified || (Members is null && file.Length != Bytes))
        {
            file.Dispose();
            throw new FeatureFormatException($"{Name}: it has changed since the inputs were listed.");
        }

        return file;
    }
}
