using VideoFeat.Packing;

namespace VideoFeat.Bridges.Files.Arrays;

/// <summary>NumPy's .npy: one array a file, versions 1.0, 2.0 and 3.0 (docs/formats/arrays.md).</summary>
public static class NpyFile
{
    /// <summary>Reads a file into a tensor that the caller owns; large ones are mapped.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">Name of the tensor; a .npy file holds none.</param>
    /// <param name="order">What the axes mean; a .npy file does not say.</param>
    /// <exception cref="FeatureFormatException">It is no .npy file, is damaged, or holds what is not carried; the message says what.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static FeatureTensor Read(string path, string name = "", AxisOrder order = AxisOrder.ChannelsFirst) =>
        Read(path, name, ArrayReadOptions.Default with { Order = order });

    /// <summary>As <see cref="Read(string, string, AxisOrder)"/>, with all options.</summary>
    public static FeatureTensor Read(string path, string name, ArrayReadOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        using FileStream file = File.OpenRead(path);
        NpyHeader header = NpyHeader.Read(file, path, name, file.CanSeek ? file.Length : null, options);
        if (file.CanSeek)
        {
            CheckLength(header, path, file.Length - header.Length);
            if (header.IsNative && header.DataBytes >= options.MapFromBytes)
            {
                return MappedBytes.Map(file, header.Length, header.Spec);
            }
        }

        return ReadData(file, header, path);
    }

    /// <summary>Writes a tensor as .npy version 1.0, C order, little-endian. The file appears whole or not at all.</summary>
    /// <remarks>NumPy has no bfloat16 of its own: such files name it so, and load where the package ml_dtypes was imported.</remarks>
    /// <exception cref="IOException">The file cannot be written; nothing is left of it.</exception>
    public static void Write(string path, FeatureTensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        using AtomicFile file = AtomicFile.Create(path);
        file.Write(stream => Write(stream, tensor));
        file.Commit();
    }

    /// <summary>Reads an array of known length out of something larger, such as an archive.</summary>
    internal static FeatureTensor Read(Stream stream, string source, string name, long length, ArrayReadOptions options)
    {
        NpyHeader header = NpyHeader.Read(stream, source, name, length, options);
        CheckLength(header, source, length - header.Length);
        return ReadData(stream, header, source);
    }

    internal static void Write(Stream stream, FeatureTensor tensor)
    {
        stream.Write(NpyHeader.Write(tensor.Spec));
        stream.Write(tensor.Bytes);
    }

    private static FeatureTensor ReadData(Stream stream, NpyHeader header, string source)
    {
        FeatureTensor tensor = TensorData.Read(stream, source, header.Spec, header.Elements, header.FortranOrder);
        if (stream.ReadByte() >= 0)
        {
            tensor.Dispose();
            throw new FeatureFormatException($"{source}: more data follows the {header.DataBytes} bytes of its elements.");
        }

        return tensor;
    }

    private static void CheckLength(NpyHeader header, string source, long held)
    {
        if (held != header.DataBytes)
        {
            string which = held < header.DataBytes ? "truncated" : "too long";
            throw new FeatureFormatException(
                $"{source}: shape {header.Spec.Shape} of {header.Elements.Bytes} bytes an element takes {header.DataBytes} bytes; it holds {held} ({which}).");
        }
    }
}
