using VideoFeat.Packing;

namespace VideoFeat.Bridges.Files.Arrays;

/// <summary>A .safetensors file, opened to be read one tensor at a time (docs/formats/arrays.md).</summary>
public sealed class SafetensorsFile : IDisposable
{
    private readonly Stream _stream;
    private readonly SafetensorsHeader _header;
    private readonly string _source;
    private readonly ArrayReadOptions _options;

    private SafetensorsFile(Stream stream, SafetensorsHeader header, string source, ArrayReadOptions options)
    {
        _stream = stream;
        _header = header;
        _source = source;
        _options = options;
        Names = [.. header.Entries.Select(e => e.Name)];
    }

    /// <summary>Names of the tensors, in the header's order.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Opens a file; tensors are read when asked for.</summary>
    /// <exception cref="FeatureFormatException">It is no .safetensors file, or its ranges do not fill it; the message says what.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static SafetensorsFile Open(string path, ArrayReadOptions? options = null)
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

    /// <summary>Reads all tensors into one feature set, in the header's order.</summary>
    /// <exception cref="FeatureFormatException">It is no .safetensors file, is damaged, or holds what is not carried; the message says what.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static FeatureSet Read(string path, ArrayReadOptions? options = null)
    {
        using SafetensorsFile file = Open(path, options);
        return file.ReadSet();
    }

    /// <summary>Writes a feature set in its order. Data begins on a multiple of 8, every tensor on one of its element size. The file appears whole or not at all.</summary>
    /// <exception cref="ArgumentException">A tensor is named <c>__metadata__</c>, which the format keeps for itself.</exception>
    /// <exception cref="IOException">The file cannot be written; nothing is left of it.</exception>
    public static void Write(string path, FeatureSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        if (set.Any(t => t.Name == "__metadata__"))
        {
            throw new ArgumentException("A tensor is named '__metadata__', which .safetensors keeps for itself.", nameof(set));
        }

        using AtomicFile file = AtomicFile.Create(path);
        file.Write(stream =>
        {
            (byte[] header, FeatureTensor[] order) = SafetensorsHeader.Write(set);
            stream.Write(header);
            foreach (FeatureTensor tensor in order)
            {
                stream.Write(tensor.Bytes);
            }
        });
        file.Commit();
    }

    /// <summary>Reads tensor <paramref name="index"/>, large ones by mapping; the caller owns it, and it outlives this file.</summary>
    /// <exception cref="FeatureFormatException">It is damaged, or is not carried; the message says what.</exception>
    public FeatureTensor Read(int index)
    {
        SafetensorsEntry entry = _header.Entries[index];
        string source = $"{_source}[{Printable.Text(entry.Name)}]";
        (TensorSpec spec, StoredElements elements) = entry.Check(source, _options);
        long offset = _header.DataOffset + entry.Begin;
        if (!elements.IsFloat64 && spec.ByteLength >= _options.MapFromBytes && _stream is FileStream file)
        {
            return MappedBytes.Map(file, offset, spec);
        }

        _stream.Position = offset;
        return TensorData.Read(_stream, source, spec, elements);
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    /// <summary>Takes the stream, which can seek; on a fault it stays the caller's.</summary>
    internal static SafetensorsFile Open(Stream stream, string source, ArrayReadOptions options) =>
        new(stream, SafetensorsHeader.Read(stream, source, options), source, options);

    /// <summary>What the tensors are, by the header.</summary>
    internal IReadOnlyList<TensorSpec> Specs() => [.. _header.Entries.Select(e => e.Check($"{_source}[{Printable.Text(e.Name)}]", _options).Spec)];

    internal FeatureSet ReadSet() => TensorCollection.Read(_source, Names.Count, _header.Entries.Sum(e => e.End - e.Begin), Read, _options);
}
