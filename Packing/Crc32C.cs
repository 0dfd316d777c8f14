using System.Buffers.Binary;
using System.Numerics;

namespace VideoFeat.Packing;

/// <summary>CRC-32C (Castagnoli: polynomial 0x1EDC6F41 reflected, start and final complement 0xFFFFFFFF), as in RFC 3720, appendix B.4.</summary>
public static class Crc32C
{
    /// <summary>The CRC of a run of bytes.</summary>
    public static uint Compute(ReadOnlySpan<byte> bytes) => Append(0, bytes);

    /// <summary>The CRC of the bytes so far, whose CRC is <paramref name="crc"/>, and <paramref name="bytes"/> behind them; 0 for nothing so far.</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        crc = ~crc;
        while (bytes.Length >= 8)
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[8..];
        }

        foreach (byte b in bytes)
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
}
