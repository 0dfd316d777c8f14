using System.Numerics;
using System.Runtime.InteropServices;

namespace VideoFeat.Bridges.Rtp.Packets;

/// <summary>Exclusive or of bytes: key streams and parity.</summary>
internal static class Xor
{
    /// <summary>XORs <paramref name="bytes"/> onto the front of <paramref name="target"/>.</summary>
    public static void Into(Span<byte> target, ReadOnlySpan<byte> bytes)
    {
        target = target[..bytes.Length];
        Span<Vector<byte>> wide = MemoryMarshal.Cast<byte, Vector<byte>>(target);
        ReadOnlySpan<Vector<byte>> wideBytes = MemoryMarshal.Cast<byte, Vector<byte>>(bytes);
        for (int i = 0; i < wide.Length; i++)
        {
            wide[i] ^= wideBytes[i];
        }

        for (int i = wide.Length * Vector<byte>.Count; i < bytes.Length; i++)
        {
            target[i] ^= bytes[i];
        }
    }
}
