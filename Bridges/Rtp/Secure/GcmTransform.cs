using System.Buffers.Binary;
using System.Security.Cryptography;

namespace VideoFeat.Bridges.Rtp.Secure;

/// <summary>AES-GCM (RFC 7714).</summary>
internal sealed class GcmTransform(byte[] key, byte[] salt) : SrtpTransform
{
    private const int NonceBytes = 12, TagBytes = 16, RtcpClearBytes = 8, IndexBytes = 4;

    private readonly AesGcm _gcm = new(key, TagBytes);

    public override void Protect(Span<byte> packet, int headerBytes, uint ssrc, long index, int tagBytes)
    {
        Span<byte> nonce = stackalloc byte[NonceBytes];
        Nonce(ssrc, index, nonce);
        Span<byte> text = packet[headerBytes..^tagBytes];
        _gcm.Encrypt(nonce, text, text, packet[^tagBytes..], packet[..headerBytes]);
    }

    public override bool TryUnprotect(Span<byte> packet, int headerBytes, uint ssrc, long index, int tagBytes)
    {
        Span<byte> nonce = stackalloc byte[NonceBytes];
        Nonce(ssrc, index, nonce);
        Span<byte> text = packet[headerBytes..^tagBytes];
        return TryDecrypt(nonce, text, packet[^tagBytes..], packet[..headerBytes], text);
    }

    public override void ProtectRtcp(Span<byte> packet, uint ssrc, long index, int tagBytes)
    {
        Span<byte> nonce = stackalloc byte[NonceBytes];
        Nonce(ssrc, index, nonce);
        BinaryPrimitives.WriteUInt32BigEndian(packet[^IndexBytes..], RtcpIndexWord(index));
        Span<byte> associated = stackalloc byte[RtcpClearBytes + IndexBytes];
        Associated(packet, associated);
        Span<byte> text = packet[RtcpClearBytes..^(tagBytes + IndexBytes)];
        _gcm.Encrypt(nonce, text, text, packet.Slice(packet.Length - tagBytes - IndexBytes, tagBytes), associated);
    }

    public override bool TryUnprotectRtcp(Span<byte> packet, uint ssrc, int tagBytes)
    {
        uint word = BinaryPrimitives.ReadUInt32BigEndian(packet[^IndexBytes..]);
        Span<byte> nonce = stackalloc byte[NonceBytes];
        Nonce(ssrc, word & ~EncryptedBit, nonce);
        Span<byte> tag = packet.Slice(packet.Length - tagBytes - IndexBytes, tagBytes);
        if ((word & EncryptedBit) == 0)
        {
            // Only authenticated: all of the packet is associated data (RFC 7714, 9.3).
            byte[] all = [.. packet[..^(tagBytes + IndexBytes)], .. packet[^IndexBytes..]];
            return TryDecrypt(nonce, [], tag, all, []);
        }

        Span<byte> associated = stackalloc byte[RtcpClearBytes + IndexBytes];
        Associated(packet, associated);
        Span<byte> text = packet[RtcpClearBytes..^(tagBytes + IndexBytes)];
        return TryDecrypt(nonce, text, tag, associated, text);
    }

    public override void Dispose() => _gcm.Dispose();

    // ... | tag | E, index |
    private protected override int IndexAt(int length, int tagBytes) => length - IndexBytes;

    private static void Associated(ReadOnlySpan<byte> packet, Span<byte> associated)
    {
        packet[..RtcpClearBytes].CopyTo(associated);
        packet[^IndexBytes..].CopyTo(associated[RtcpClearBytes..]);
    }

    private bool TryDecrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> text, ReadOnlySpan<byte> tag, ReadOnlySpan<byte> associated, Span<byte> plain)
    {
        // .NET clears the output where the tag is wrong; the packet is dropped then.
        try
        {
            _gcm.Decrypt(nonce, text, tag, plain, associated);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    // 00 00 | SSRC | index, 48 bits | XOR salt; of SRTCP the index has 31 bits (RFC 7714, 8.1 and 9.1).
    private void Nonce(uint ssrc, long index, Span<byte> nonce)
    {
        nonce.Clear();
        BinaryPrimitives.WriteInt64BigEndian(nonce[4..], index);
        BinaryPrimitives.WriteUInt16BigEndian(nonce[4..], (ushort)ssrc);
        BinaryPrimitives.WriteUInt16BigEndian(nonce[2..], (ushort)(ssrc >> 16));
        for (int i = 0; i < NonceBytes; i++)
        {
            nonce[i] ^= salt[i];
        }
    }
}
