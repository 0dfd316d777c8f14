using System.Buffers.Binary;
using System.Text;
using VideoFeat.Packing;

namespace VideoFeat.Bridges.Files.Arrays;

/// <summary>The header of a .npy array, versions 1.0, 2.0 and 3.0 (numpy.lib.format).</summary>
internal sealed record NpyHeader(StoredElements Elements, bool FortranOrder, TensorSpec Spec, int Length)
{
    // NumPy aligns the data to this, so that it can be mapped (numpy.lib.format, ARRAY_ALIGN).
    private const int Alignment = 64;

    /// <summary>Bytes that the elements take in the file.</summary>
    public long DataBytes => (long)Spec.Shape.Elements * Elements.Bytes;

    /// <summary>True where the elements stand in the file as they stand in memory.</summary>
    public bool IsNative => !Elements.IsFloat64
        && (Elements.Bytes == 1 || Elements.BigEndian != BitConverter.IsLittleEndian)
        && (!FortranOrder || Spec.Shape.Rank == 1);

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>True where bytes begin as a .npy file does.</summary>
    public static bool HasMagic(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Magic);

    // byte 0..5  6      7      8..9 (1.0) or 8..11 (2.0, 3.0)   then
    //      magic major  minor  header length, little-endian     dictionary, spaces, \n

    /// <summary>Reads a header; the stream then stands at the data.</summary>
    /// <param name="stream">Stands at the first byte of the array.</param>
    /// <param name="source">What to call the file in a fault.</param>
    /// <param name="name">Name of the tensor.</param>
    /// <param name="total">Bytes of header and data together; null where nobody knows.</param>
    /// <param name="options">Limits.</param>
    /// <exception cref="FeatureFormatException">No .npy header, or one that is not carried; the message says what.</exception>
    public static NpyHeader Read(Stream stream, string source, string name, long? total, ArrayReadOptions options)
    {
        Span<byte> prefix = stackalloc byte[12];
        int got = stream.ReadAtLeast(prefix[..10], 10, throwOnEndOfStream: false);
        if (got == 0)
        {
            throw new FeatureFormatException($"{source}: it is empty (0 bytes).");
        }

        if (!HasMagic(prefix[..got]))
        {
            throw new FeatureFormatException(
                $"{source}: it does not begin as a .npy file does (93 4E 55 4D 50 59) but with {Convert.ToHexString(prefix[..Math.Min(got, 6)])}.");
        }

        (byte major, byte minor) = (prefix[6], prefix[7]);
        if (got == 10 && (major is < 1 or > 3 || minor != 0))
        {
            throw new FeatureFormatException($"{source}: .npy version {major}.{minor} is not known; 1.0, 2.0 and 3.0 are.");
        }

        int fixedBytes = major == 1 ? 10 : 12;
        if (got < 10 || (fixedBytes == 12 && stream.ReadAtLeast(prefix[10..], 2, throwOnEndOfStream: false) < 2))
        {
            throw new FeatureFormatException($"{source}: it ends inside the first {fixedBytes} bytes of the .npy header.");
        }

        uint length = major == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(prefix[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(prefix[8..]);
        if (length > options.MaxHeaderBytes)
        {
            throw new FeatureFormatException($"{source}: the .npy header claims {length} bytes; at most {options.MaxHeaderBytes} are allowed.");
        }

        if (length > total - fixedBytes)
        {
            throw new FeatureFormatException($"{source}: the .npy header claims {length} bytes; the file ends after {total - fixedBytes} of them.");
        }

        byte[] text = ReadText(stream, (int)length);
        if (text.Length < length)
        {
            throw new FeatureFormatException($"{source}: the .npy header claims {length} bytes; the file ends after {text.Length} of them.");
        }

        (string descr, bool fortran, long[] shape) = new PythonDictionary(text, source).Read();
        StoredElements elements = NpyDescr.Parse(descr, source, options);
        return new NpyHeader(elements, fortran, ArrayShape.Spec(source, name, shape, elements, options), fixedBytes + text.Length);
    }

    // Memory grows with what has come, not with what is claimed: a packed stream does not know its end.
    private static byte[] ReadText(Stream stream, int length)
    {
        byte[] text = new byte[Math.Min(length, 4096)];
        int read = stream.ReadAtLeast(text, text.Length, throwOnEndOfStream: false);
        while (read == text.Length && read < length)
        {
            Array.Resize(ref text, (int)Math.Min(length, 2L * read));
            read += stream.ReadAtLeast(text.AsSpan(read), text.Length - read, throwOnEndOfStream: false);
        }

        return read == text.Length ? text : text[..read];
    }

    /// <summary>The header of a tensor in C order, little-endian, version 1.0; its length is a multiple of 64.</summary>
    public static byte[] Write(TensorSpec spec)
    {
        // A tuple of one has a comma: (3,).
        string shape = string.Join(", ", spec.Shape.ToArray()) + (spec.Shape.Rank == 1 ? "," : "");
        string text = $"{{'descr': '{NpyDescr.Of(spec.Type)}', 'fortran_order': False, 'shape': ({shape}), }}";
        int total = (10 + text.Length + 1 + Alignment - 1) / Alignment * Alignment;
        byte[] header = new byte[total];
        Magic.CopyTo(header);
        header[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), (ushort)(total - 10));
        header.AsSpan(10).Fill((byte)' ');
        Encoding.ASCII.GetBytes(text, header.AsSpan(10));
        header[^1] = (byte)'\n';
        return header;
    }
}
