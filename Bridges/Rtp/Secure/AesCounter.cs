using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using VideoFeat.Bridges.Rtp.Packets;

namespace VideoFeat.Bridges.Rtp.Secure;

/// <summary>AES in counter mode (RFC 3711, 4.1.1), built of .NET's AES on single blocks, since .NET has no counter mode.</summary>
internal static class AesCounter
{
    private const int BlockBytes = 16;

    /// <summary>XORs the key stream onto <paramref name="data"/>.</summary>
    /// <param name="aes">Holds the key.</param>
    /// <param name="iv">16 bytes; the last two count the blocks and are zero.</param>
    /// <param name="data">At most 2^16 blocks.</param>
    public static void Apply(Aes aes, ReadOnlySpan<byte> iv, Span<byte> data)
    {
        int blocks = (data.Length + BlockBytes - 1) / BlockBytes;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(blocks, 1 << 16);
        byte[] rented = ArrayPool<byte>.Shared.Rent(BlockBytes * blocks);
        Span<byte> stream = rented.AsSpan(0, BlockBytes * blocks);
        for (int i = 0; i < blocks; i++)
        {
            Span<byte> block = stream.Slice(BlockBytes * i, BlockBytes);
            iv.CopyTo(block);
            BinaryPrimitives.WriteUInt16BigEndian(block[14..], (ushort)i);
        }

        aes.EncryptEcb(stream, stream, PaddingMode.None);
        Xor.Into(data, stream[..data.Length]);
        CryptographicOperations.ZeroMemory(stream);
        ArrayPool<byte>.Shared.Return(rented);
    }
}
