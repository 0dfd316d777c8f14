using System.Numerics;
using System.Runtime.InteropServices;

namespace VideoFeat.Packing;

/// <summary>CRC-32C (Castagnoli: polynomial 0x1EDC6F41 reflected, start and final complement 0xFFFFFFFF), as in RFC 3720, appendix B.4.</summary>
public static class Crc32C
{
    /// <summary>Bytes of each of the three stretches that are taken side by side: one CRC instruction waits three cycles for the last.</summary>
    private const int Stretch = 1024;

    private static readonly uint[] Skips = SkipTable();

    /// <summary>The CRC of a run of bytes.</summary>
    public static uint Compute(ReadOnlySpan<byte> bytes) => Append(0, bytes);

    /// <summary>The CRC of the bytes so far, whose CRC is <paramref name="crc"/>, and <paramref name="bytes"/> behind them; 0 for nothing so far.</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        crc = ~crc;
        while (bytes.Length >= 3 * Stretch)
        {
            ReadOnlySpan<ulong> a = Words(bytes[..Stretch]);
            ReadOnlySpan<ulong> b = Words(bytes.Slice(Stretch, Stretch));
            ReadOnlySpan<ulong> c = Words(bytes.Slice(2 * Stretch, Stretch));
            uint crcB = 0;
            uint crcC = 0;
            for (int i = 0; i < Stretch / 8; i++)
            {
                crc = BitOperations.Crc32C(crc, a[i]);
                crcB = BitOperations.Crc32C(crcB, b[i]);
                crcC = BitOperations.Crc32C(crcC, c[i]);
            }

            crc = Skip(Skip(crc) ^ crcB) ^ crcC;
            bytes = bytes[(3 * Stretch)..];
        }

        foreach (ulong word in Words(bytes))
        {
            crc = BitOperations.Crc32C(crc, word);
        }

        foreach (byte b in bytes[(bytes.Length / 8 * 8)..])
        {
            crc = BitOperations.Crc32C(crc, b);
        }

        return ~crc;
    }

    /// <summary>The CRC of a plane: <paramref name="rows"/> rows of <paramref name="rowBytes"/> bytes, from the top, whatever lies between them left out.</summary>
    /// <param name="plane">The plane; its last row may end with its last sample.</param>
    /// <param name="rowBytes">Bytes of a row's samples.</param>
    /// <param name="strideBytes">Bytes from a row to the next.</param>
    /// <param name="rows">Number of rows.</param>
    public static uint OfPlane(ReadOnlySpan<byte> plane, int rowBytes, int strideBytes, int rows)
    {
        if (strideBytes == rowBytes)
        {
            return Compute(plane[..(rowBytes * rows)]);
        }

        uint crc = 0;
        for (int row = 0; row < rows; row++)
        {
            crc = Append(crc, plane.Slice(row * strideBytes, rowBytes));
        }

        return crc;
    }

    private static ReadOnlySpan<ulong> Words(ReadOnlySpan<byte> bytes) => MemoryMarshal.Cast<byte, ulong>(bytes);

    /// <summary>What a register becomes over one stretch of zeros.</summary>
    private static uint Skip(uint crc) => Skips[crc & 0xFF] ^ Skips[256 + ((crc >> 8) & 0xFF)] ^ Skips[512 + ((crc >> 16) & 0xFF)] ^ Skips[768 + (crc >> 24)];

    /// <summary>A CRC is linear, so 32 registers of one bit give the table: 256 entries for each byte of a register.</summary>
    private static uint[] SkipTable()
    {
        var table = new uint[1024];
        for (int bit = 0; bit < 32; bit++)
        {
            uint crc = 1u << bit;
            for (int i = 0; i < Stretch / 8; i++)
            {
                crc = BitOperations.Crc32C(crc, 0UL);
            }

            for (int value = 0; value < 256; value++)
            {
                table[(bit / 8 * 256) + value] ^= (value >> (bit % 8) & 1) == 0 ? 0 : crc;
            }
        }

        return table;
    }
}
