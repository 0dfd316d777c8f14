using VideoFeat.Packing;

namespace VideoFeat.Bridges.Files.Arrays;

/// <summary>Feature sets from and to array files of any known kind.</summary>
public static class TensorFiles
{
    /// <summary>The kinds, as a fault names them.</summary>
    private const string Kinds = ".npy, .npz and .safetensors";

    /// <summary>Reads a file by what it begins with, or by its extension; a .npy file is a set of one tensor named "". The caller owns the set.</summary>
    /// <param name="path">The file.</param>
    /// <param name="order">What the axes mean; array files do not say.</param>
    /// <exception cref="FeatureFormatException">It is of no known kind, is damaged, or holds what is not carried; the message says what.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static FeatureSet Read(string path, AxisOrder order = AxisOrder.ChannelsFirst) => Read(path, ArrayReadOptions.Default with { Order = order });

    /// <summary>As <see cref="Read(string, AxisOrder)"/>, with all options.</summary>
    public static FeatureSet Read(string path, ArrayReadOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        string kind = KindOf(path);
        FeatureSet set = kind switch
        {
            ".npy" => new FeatureSet(NpyFile.Read(path, "", options)),
            ".npz" => NpzFile.Read(path, options),
            ".safetensors" => SafetensorsFile.Read(path, options),
            _ => throw new FeatureFormatException($"{path}: '{kind}' is no tensor file; {Kinds} are."),
        };
        return set;
    }

    /// <summary>Reads a file that lies within something larger, such as an archive. The caller owns the set, and keeps the stream.</summary>
    /// <param name="stream">Stands anywhere, can seek, and holds the file and nothing else.</param>
    /// <param name="source">What to call it in a fault; its extension counts where its first bytes do not tell.</param>
    /// <param name="options">Limits.</param>
    /// <exception cref="FeatureFormatException">It is of no known kind, is damaged, or holds what is not carried; the message says what.</exception>
    public static FeatureSet Read(Stream stream, string source, ArrayReadOptions options)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(options);
        string kind = KindOf(stream, source);
        stream.Position = 0;
        switch (kind)
        {
            case ".npy":
                return new FeatureSet(NpyFile.Read(stream, source, "", stream.Length, options));
            case ".npz":
                return NpzFile.Open(stream, source, options).ReadSet();
            case ".safetensors":
                return SafetensorsFile.Open(stream, source, options).ReadSet();
            default:
                throw new FeatureFormatException($"{source}: '{kind}' is no tensor file; {Kinds} are.");
        }
    }

    /// <summary>The tensors that a file holds, from its headers alone, in the order in which <see cref="Read(Stream, string, ArrayReadOptions)"/> gives them.</summary>
    /// <inheritdoc cref="Read(Stream, string, ArrayReadOptions)"/>
    public static IReadOnlyList<TensorSpec> ReadSpecs(Stream stream, string source, ArrayReadOptions options)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(options);
        string kind = KindOf(stream, source);
        stream.Position = 0;
        return kind switch
        {
            ".npy" => [NpyHeader.Read(stream, source, "", stream.Length, options).Spec],
            ".npz" => NpzFile.Open(stream, source, options).Specs(),
            ".safetensors" => SafetensorsFile.Open(stream, source, options).Specs(),
            _ => throw new FeatureFormatException($"{source}: '{kind}' is no tensor file; {Kinds} are."),
        };
    }

    /// <summary>Writes a set in the kind that the extension names. The file appears whole or not at all.</summary>
    /// <exception cref="ArgumentException">Another extension, or several tensors for .npy, which holds one.</exception>
    /// <exception cref="IOException">The file cannot be written; nothing is left of it.</exception>
    public static void Write(string path, FeatureSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        switch (ExtensionOf(path))
        {
            case ".npy" when set.Count == 1:
                NpyFile.Write(path, set[0]);
                break;
            case ".npy":
                throw new ArgumentException($"A .npy file holds one tensor; the set has {set.Count}. Use .npz or .safetensors.", nameof(path));
            case ".npz":
                NpzFile.Write(path, set);
                break;
            case ".safetensors":
                SafetensorsFile.Write(path, set);
                break;
            case string other:
                throw new ArgumentException($"'{other}' is no tensor file; {Kinds} are.", nameof(path));
        }
    }

    /// <summary>True where the extension is that of a tensor file.</summary>
    public static bool HasKnownExtension(string path) => ExtensionOf(path) is ".npy" or ".npz" or ".safetensors";

    private static string KindOf(string path)
    {
        using FileStream file = File.OpenRead(path);
        return KindOf(file, path);
    }

    private static string KindOf(Stream stream, string path)
    {
        Span<byte> start = stackalloc byte[6];
        if (stream.CanSeek)
        {
            stream.Position = 0;
        }

        start = start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        return NpyHeader.HasMagic(start) ? ".npy" : start.StartsWith("PK\u0003\u0004"u8) ? ".npz" : ExtensionOf(path);
    }

    private static string ExtensionOf(string path) => Path.GetExtension(path).ToLowerInvariant();
}
