using System.Runtime.InteropServices;
using VideoFeat.Packing;
using VideoFeat.Packing.Header;

namespace VideoFeat.Bridges.Carrier;

/// <summary>CRC-32C of a set's codes: tensor after tensor, channel after channel, one byte a code at 8 bit, else two, low byte first.</summary>
internal static class CodesCrc
{
    private const int Chunk = 4096;

    /// <param name="codes">For each tensor its codes.</param>
    /// <param name="bitDepth">Bits of a code.</param>
    public static uint Of(IReadOnlyList<ushort[]> codes, int bitDepth)
    {
        uint crc = 0;
        Span<byte> bytes = stackalloc byte[Chunk];
        foreach (ushort[] tensor in codes)
        {
            if (bitDepth > 8 && BitConverter.IsLittleEndian)
            {
                crc = Crc32C.Append(crc, MemoryMarshal.AsBytes<ushort>(tensor));
                continue;
            }

            for (int start = 0; start < tensor.Length; start += Chunk / 2)
            {
                ReadOnlySpan<ushort> run = tensor.AsSpan(start, Math.Min(Chunk / 2, tensor.Length - start));
                int length = 0;
                foreach (ushort code in run)
                {
                    bytes[length++] = (byte)code;
                    if (bitDepth > 8)
                    {
                        bytes[length++] = (byte)(code >> 8);
                    }
                }

                crc = Crc32C.Append(crc, bytes[..length]);
            }
        }

        return crc;
    }

    /// <summary>The same of codes of 8 bit as bytes.</summary>
    public static uint Of(IReadOnlyList<byte[]> codes)
    {
        uint crc = 0;
        foreach (byte[] tensor in codes)
        {
            crc = Crc32C.Append(crc, tensor);
        }

        return crc;
    }

    /// <summary>What is wrong where the header vouches for other codes; null where nothing is.</summary>
    public static string? Fault(uint crc, FeatureUnitHeader header) => header.Check == CheckKind.SourceCodes && crc != header.Crc
        ? $"the codes' CRC-32C is {crc:x8}, the header says {header.Crc:x8}"
        : null;
}
