using System.Security.Cryptography;

namespace VideoFeat.Bridges.Rtp.Secure;

/// <summary>Session keys out of a master key (RFC 3711, 4.3, with a key derivation rate of 0; RFC 6188 for 256 bits).</summary>
internal static class SrtpKeyDerivation
{
    public const byte RtpCipher = 0, RtpAuthentication = 1, RtpSalt = 2, RtcpCipher = 3, RtcpAuthentication = 4, RtcpSalt = 5;

    private const int BlockBytes = 16, LabelAt = 7;

    /// <summary>The session key for a label.</summary>
    /// <param name="masterKey">16 or 32 bytes.</param>
    /// <param name="masterSalt">Up to 14 bytes; a shorter one counts as filled with zeros.</param>
    /// <param name="label">What the key is for.</param>
    /// <param name="bytes">Its length.</param>
    public static byte[] Derive(ReadOnlySpan<byte> masterKey, ReadOnlySpan<byte> masterSalt, byte label, int bytes)
    {
        using var aes = Aes.Create();
        aes.Key = masterKey.ToArray();
        Span<byte> iv = stackalloc byte[BlockBytes];
        iv.Clear();
        masterSalt.CopyTo(iv);
        iv[LabelAt] ^= label;
        byte[] key = new byte[bytes];
        AesCounter.Apply(aes, iv, key);
        return key;
    }
}
