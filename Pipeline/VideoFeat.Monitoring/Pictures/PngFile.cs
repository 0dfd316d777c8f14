using System.Buffers.Binary;
using System.IO.Compression;

namespace VideoFeat.Monitoring.Pictures;

/// <summary>Writes PNG (ISO/IEC 15948) with a palette of 256 colours, of which colour 0 is transparent.</summary>
internal static class PngFile
{
    private const int ColourBytes = 3;
    private const byte BitsPerSample = 8;
    private const byte PaletteColourType = 3;

    // The reflected polynomial of ISO 3309, a byte at a time (PNG, annex D).
    private static readonly uint[] CrcTable = [.. Enumerable.Range(0, 256).Select(n => Enumerable.Range(0, 8).Aggregate((uint)n, (c, _) => (c >> 1) ^ (0xEDB88320 & (0 - (c & 1)))))];

    /// <param name="indices">Rows from top to bottom, a palette index a pixel.</param>
    /// <param name="width">Pixels of a row.</param>
    /// <param name="palette">256 colours of red, green and blue.</param>
    public static byte[] Write(ReadOnlySpan<byte> indices, int width, ReadOnlySpan<byte> palette)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(palette.Length, 256 * ColourBytes);
        int height = indices.Length / width;
        using var png = new MemoryStream(indices.Length / 2);
        png.Write([0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n']);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        header[8] = BitsPerSample;
        header[9] = PaletteColourType;
        header[10..].Clear(); // deflate, adaptive filters, not interlaced
        Chunk(png, "IHDR"u8, header);
        Chunk(png, "PLTE"u8, palette);
        Chunk(png, "tRNS"u8, [0]);
        Chunk(png, "IDAT"u8, Deflate(indices, width));
        Chunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    // Indices into a palette have no neighbourly differences, so each row goes without a filter.
    private static ReadOnlySpan<byte> Deflate(ReadOnlySpan<byte> indices, int width)
    {
        var deflated = new MemoryStream(indices.Length / 2);
        using (var zlib = new ZLibStream(deflated, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (int at = 0; at < indices.Length; at += width)
            {
                zlib.WriteByte(0);
                zlib.Write(indices.Slice(at, width));
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
