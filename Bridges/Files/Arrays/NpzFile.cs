using System.IO.Compression;
using VideoFeat.Packing;

namespace VideoFeat.Bridges.Files.Arrays;

/// <summary>NumPy's .npz: a ZIP archive (stored or deflated, ZIP64 too) of .npy arrays, opened to be read one array at a time.</summary>
public sealed class NpzFile : IDisposable
{
    private const string Extension = ".npy";

    // Deflate's best: 258 bytes from two bits. What claims more is no deflate stream.
    private const long DeflateRatio = 1032;

    // NumPy writes this date too; the clock has no place in a file of tensors.
    private static readonly DateTimeOffset EntryTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ZipArchive _archive;
    private readonly ZipArchiveEntry[] _entries;
    private readonly string _source;
    private readonly ArrayReadOptions _options;

    private NpzFile(ZipArchive archive, ZipArchiveEntry[] entries, string source, ArrayReadOptions options)
    {
        _archive = archive;
        _entries = entries;
        _source = source;
        _options = options;
        Names = Array.ConvertAll(entries, e => e.FullName[..^Extension.Length]);
    }

    /// <summary>Names of the arrays, in the archive's order: those of the entries without <c>.npy</c>.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Opens an archive; arrays are read when asked for.</summary>
    /// <exception cref="FeatureFormatException">It is no archive of arrays; the message says what.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static NpzFile Open(string path, ArrayReadOptions? options = null)
    {
        FileStream file = File.OpenRead(path);
        try
        {
            return Open(file, path, options ?? ArrayReadOptions.Default);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads all arrays into one feature set, named as in the archive.</summary>
    /// <exception cref="FeatureFormatException">It is no archive of arrays, is damaged, or holds what is not carried; the message says what.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static FeatureSet Read(string path, ArrayReadOptions? options = null)
    {
        using NpzFile file = Open(path, options);
        return file.ReadSet();
    }

    /// <summary>Writes a feature set, one entry a tensor. The file appears whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="set">The tensors.</param>
    /// <param name="compress">True: entries are deflated, as by <c>numpy.savez_compressed</c>; false: stored, as by <c>numpy.savez</c>.</param>
    /// <exception cref="IOException">The file cannot be written; nothing is left of it.</exception>
    public static void Write(string path, FeatureSet set, bool compress = false)
    {
        ArgumentNullException.ThrowIfNull(set);
        using AtomicFile file = AtomicFile.Create(path);
        file.Write(stream =>
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
            foreach (FeatureTensor tensor in set)
            {
                ZipArchiveEntry entry = archive.CreateEntry(
                    tensor.Name + Extension, compress ? CompressionLevel.Optimal : CompressionLevel.NoCompression);
                entry.LastWriteTime = EntryTime;
                using Stream body = entry.Open();
                NpyFile.Write(body, tensor);
            }
        });
        file.Commit();
    }

    /// <summary>Reads array <paramref name="index"/>; the caller owns the tensor.</summary>
    /// <exception cref="FeatureFormatException">It is damaged, or is not carried; the message says what.</exception>
    public FeatureTensor Read(int index)
    {
        ZipArchiveEntry entry = _entries[index];
        string source = $"{_source}[{Printable.Text(Names[index])}]";
        try
        {
            using var stream = new Crc32Stream(entry.Open());
            FeatureTensor tensor = NpyFile.Read(stream, source, Names[index], entry.Length, _options);
            if (stream.Crc != entry.Crc32)
            {
                tensor.Dispose();
                throw new FeatureFormatException($"{source}: its CRC-32 is {stream.Crc:X8}; the archive says {entry.Crc32:X8} (damaged).");
            }

            return tensor;
        }
        catch (InvalidDataException e)
        {
            throw new FeatureFormatException($"{source}: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _archive.Dispose();

    /// <summary>Takes the stream, which can seek; on a fault it stays the caller's.</summary>
    internal static NpzFile Open(Stream stream, string source, ArrayReadOptions options)
    {
        long length = stream.Length;
        if (length == 0)
        {
            throw new FeatureFormatException($"{source}: it is empty (0 bytes).");
        }

        try
        {
            var archive = new ZipArchive(stream, ZipArchiveMode.Read);
            ZipArchiveEntry[] entries = [.. archive.Entries.Where(e => !e.FullName.EndsWith('/'))];
            Check(entries, source, length);
            return new NpzFile(archive, entries, source, options);
        }
        catch (InvalidDataException e)
        {
            throw new FeatureFormatException($"{source}: it is no ZIP archive, or is damaged: {e.Message}", e);
        }
    }

    internal FeatureSet ReadSet() => TensorCollection.Read(_source, _entries.Length, _entries.Sum(e => e.Length), Read, _options);

    /// <summary>What the arrays are, by their headers.</summary>
    internal IReadOnlyList<TensorSpec> Specs()
    {
        try
        {
            return [.. _entries.Select((entry, i) =>
            {
                using Stream stream = entry.Open();
                return NpyHeader.Read(stream, $"{_source}[{Printable.Text(Names[i])}]", Names[i], entry.Length, _options).Spec;
            })];
        }
        catch (InvalidDataException e)
        {
            throw new FeatureFormatException($"{_source}: {e.Message}", e);
        }
    }

    private static void Check(ZipArchiveEntry[] entries, string source, long fileLength)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        long free = fileLength;
        foreach (ZipArchiveEntry entry in entries)
        {
            string? fault = names.Add(entry.FullName) ? Fault(entry, free) : "stands in the archive twice";
            if (fault is not null)
            {
                throw new FeatureFormatException($"{source}: entry {Printable.Quoted(entry.FullName)} {fault}.");
            }

            free -= entry.CompressedLength;
        }
    }

    private static string? Fault(ZipArchiveEntry entry, long free)
    {
        if (!entry.FullName.EndsWith(Extension, StringComparison.Ordinal))
        {
            return "is no .npy array";
        }

        if (entry.IsEncrypted)
        {
            return "is encrypted";
        }

        // Entries that share their bytes are the way to make a small archive claim terabytes.
        if (entry.CompressedLength < 0 || entry.CompressedLength > free)
        {
            return $"claims {entry.CompressedLength} packed bytes; the archive has {free} for it";
        }

        return entry.Length < 0 || entry.Length / DeflateRatio > entry.CompressedLength
            ? $"claims {entry.Length} bytes from {entry.CompressedLength}, more than deflate can hold"
            : null;
    }
}
