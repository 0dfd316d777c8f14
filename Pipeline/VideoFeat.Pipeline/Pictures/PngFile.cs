using System.Buffers.Binary;
using System.IO.Compression;

namespace VideoFeat.Pictures;

/// <summary>Writes PNG (ISO/IEC 15948) of 8 bits a sample.</summary>
internal static class PngFile
{
    private const int ColourBytes = 3;
    private const byte BitsPerSample = 8;
    private const byte GreyColourType = 0;
    private const byte RgbColourType = 2;
    private const byte PaletteColourType = 3;

    // The reflected polynomial of ISO 3309, a byte at a time (PNG, annex D).
    private static readonly uint[] CrcTable = [.. Enumerable.Range(0, 256).Select(n => Enumerable.Range(0, 8).Aggregate((uint)n, (c, _) => (c >> 1) ^ (0xEDB88320 & (0 - (c & 1)))))];

    /// <summary>A picture in 256 colours, of which colour 0 is transparent.</summary>
    /// <param name="indices">Rows from top to bottom, a palette index a pixel.</param>
    /// <param name="width">Pixels of a row.</param>
    /// <param name="palette">256 colours of red, green and blue.</param>
    public static byte[] Write(ReadOnlySpan<byte> indices, int width, ReadOnlySpan<byte> palette)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(palette.Length, 256 * ColourBytes);
        return Write(indices, width, PaletteColourType, palette, CompressionLevel.Fastest);
    }

    /// <summary>A picture in true colour.</summary>
    /// <param name="rgb">Rows from top to bottom, red, green and blue of each pixel.</param>
    /// <param name="width">Pixels of a row.</param>
    public static byte[] Write(ReadOnlySpan<byte> rgb, int width) => Write(rgb, width * ColourBytes, RgbColourType, [], CompressionLevel.SmallestSize);

    /// <summary>A picture in shades of grey.</summary>
    /// <param name="samples">Rows from top to bottom, 0 black and 255 white.</param>
    /// <param name="width">Pixels of a row.</param>
    public static byte[] WriteGrey(ReadOnlySpan<byte> samples, int width) => Write(samples, width, GreyColourType, [], CompressionLevel.SmallestSize);

    private static byte[] Write(ReadOnlySpan<byte> rows, int stride, byte colourType, ReadOnlySpan<byte> palette, CompressionLevel level)
    {
        using var png = new MemoryStream(rows.Length / 2);
        png.Write([0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n']);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, colourType == RgbColourType ? stride / ColourBytes : stride);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], rows.Length / stride);
        header[8] = BitsPerSample;
        header[9] = colourType;
        header[10..].Clear(); // deflate, adaptive filters, not interlaced
        Chunk(png, "IHDR"u8, header);
        if (!palette.IsEmpty)
        {
            Chunk(png, "PLTE"u8, palette);
            Chunk(png, "tRNS"u8, [0]);
        }

        Chunk(png, "IDAT"u8, Deflate(rows, stride, level));
        Chunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    // Indices into a palette and flat drawings gain nothing from differences of neighbours, so each row goes without a filter.
    private static ReadOnlySpan<byte> Deflate(ReadOnlySpan<byte> rows, int stride, CompressionLevel level)
    {
        var deflated = new MemoryStream(rows.Length / 2);
        using (var zlib = new ZLibStream(deflated, level, leaveOpen: true))
        {
            for (int at = 0; at < rows.Length; at += stride)
            {
                zlib.WriteByte(0);
                zlib.Write(rows.Slice(at, stride));
            }
        }

        return deflated.GetBuffer().AsSpan(0, (int)deflated.Length);
    }

    private static void Chunk(MemoryStream png, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> word = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(word, data.Length);
        png.Write(word);
        png.Write(type);
        png.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(word, ~Crc(Crc(uint.MaxValue, type), data));
        png.Write(word);
    }

    private static uint Crc(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (byte b in bytes)
        {
            crc = CrcTable[(byte)(crc ^ b)] ^ (crc >> 8);
        }

        return crc;
    }
}
