using System.Buffers.Binary;
using System.Security.Cryptography;

namespace VideoFeat.Bridges.Rtp.Secure;

/// <summary>AES in counter mode with HMAC-SHA1 (RFC 3711, 4.1.1 and 4.2.1).</summary>
internal sealed class CounterTransform : SrtpTransform
{
    private const int HashBytes = 20, RtcpClearBytes = 8, IndexBytes = 4;

    private readonly Aes _aes = Aes.Create();
    private readonly byte[] _salt;
    private readonly IncrementalHash _hmac;

    public CounterTransform(byte[] key, byte[] salt, byte[] authenticationKey)
    {
        _aes.Key = key;
        _salt = salt;
#pragma warning disable CA5350 // RFC 3711 has no other
        _hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA1, authenticationKey);
#pragma warning restore CA5350
    }

    public override void Protect(Span<byte> packet, int headerBytes, uint ssrc, long index, int tagBytes)
    {
        Span<byte> authenticated = packet[..^tagBytes];
        Crypt(authenticated[headerBytes..], ssrc, index);
        Span<byte> hash = stackalloc byte[HashBytes];
        Hash(authenticated, (uint)(index >> 16), hash);
        hash[..tagBytes].CopyTo(packet[^tagBytes..]);
    }

    public override bool TryUnprotect(Span<byte> packet, int headerBytes, uint ssrc, long index, int tagBytes)
    {
        Span<byte> authenticated = packet[..^tagBytes];
        Span<byte> hash = stackalloc byte[HashBytes];
        Hash(authenticated, (uint)(index >> 16), hash);
        if (!CryptographicOperations.FixedTimeEquals(hash[..tagBytes], packet[^tagBytes..]))
        {
            return false;
        }

        Crypt(authenticated[headerBytes..], ssrc, index);
        return true;
    }

    public override void ProtectRtcp(Span<byte> packet, uint ssrc, long index, int tagBytes)
    {
        Span<byte> authenticated = packet[..^tagBytes];
        Crypt(authenticated[RtcpClearBytes..^IndexBytes], ssrc, index);
        BinaryPrimitives.WriteUInt32BigEndian(authenticated[^IndexBytes..], RtcpIndexWord(index));
        Span<byte> hash = stackalloc byte[HashBytes];
        Hash(authenticated, null, hash);
        hash[..tagBytes].CopyTo(packet[^tagBytes..]);
    }

    public override bool TryUnprotectRtcp(Span<byte> packet, uint ssrc, int tagBytes)
    {
        Span<byte> authenticated = packet[..^tagBytes];
        Span<byte> hash = stackalloc byte[HashBytes];
        Hash(authenticated, null, hash);
        if (!CryptographicOperations.FixedTimeEquals(hash[..tagBytes], packet[^tagBytes..]))
        {
            return false;
        }

        uint word = BinaryPrimitives.ReadUInt32BigEndian(authenticated[^IndexBytes..]);
        if ((word & EncryptedBit) != 0)
        {
            Crypt(authenticated[RtcpClearBytes..^IndexBytes], ssrc, word & ~EncryptedBit);
        }

        return true;
    }

    public override void Dispose()
    {
        _aes.Dispose();
        _hmac.Dispose();
    }

    // ... | E, index | tag |
    private protected override int IndexAt(int length, int tagBytes) => length - tagBytes - IndexBytes;

    private void Crypt(Span<byte> data, uint ssrc, long index)
    {
        // IV = salt * 2^16 XOR SSRC * 2^64 XOR index * 2^16
        Span<byte> iv = stackalloc byte[16];
        iv.Clear();
        BinaryPrimitives.WriteUInt32BigEndian(iv[4..], ssrc);
        BinaryPrimitives.WriteInt64BigEndian(iv[8..], index << 16);
        for (int i = 0; i < _salt.Length; i++)
        {
            iv[i] ^= _salt[i];
        }

        AesCounter.Apply(_aes, iv, data);
    }

    private void Hash(ReadOnlySpan<byte> authenticated, uint? rollover, Span<byte> hash)
    {
        _hmac.AppendData(authenticated);
        if (rollover is uint counter)
        {
            Span<byte> bytes = stackalloc byte[4];
            BinaryPrimitives.WriteUInt32BigEndian(bytes, counter);
            _hmac.AppendData(bytes);
        }

        _hmac.GetHashAndReset(hash);
    }
}
