using System.Buffers.Binary;

namespace VideoFeat.Bridges.Rtp.Secure;

/// <summary>Encryption and authentication under one set of session keys. In place: what counts is the packet's part; the tag's place is behind it.</summary>
internal abstract class SrtpTransform : IDisposable
{
    private protected const uint EncryptedBit = 0x8000_0000;

    public static SrtpTransform Create(SuiteFacts facts, byte[] key, byte[] salt, byte[] authenticationKey) =>
        facts.IsAead ? new GcmTransform(key, salt) : new CounterTransform(key, salt, authenticationKey);

    /// <summary>Encrypts behind the header and writes the tag at the end.</summary>
    public abstract void Protect(Span<byte> packet, int headerBytes, uint ssrc, long index, int tagBytes);

    /// <summary>Checks the tag and decrypts; where false, the packet is of no more use.</summary>
    public abstract bool TryUnprotect(Span<byte> packet, int headerBytes, uint ssrc, long index, int tagBytes);

    /// <summary>Encrypts behind the first eight bytes and writes index and tag at the end, in the suite's order.</summary>
    public abstract void ProtectRtcp(Span<byte> packet, uint ssrc, long index, int tagBytes);

    /// <summary>Checks the tag, and decrypts where the packet says that it is encrypted.</summary>
    public abstract bool TryUnprotectRtcp(Span<byte> packet, uint ssrc, int tagBytes);

    /// <summary>The index that an RTCP packet states, without its encryption bit.</summary>
    public long RtcpIndex(ReadOnlySpan<byte> packet, int tagBytes) => BinaryPrimitives.ReadUInt32BigEndian(packet[IndexAt(packet.Length, tagBytes)..]) & ~EncryptedBit;

    public abstract void Dispose();

    /// <summary>Where E bit and index stand in an RTCP packet of a length.</summary>
    private protected abstract int IndexAt(int length, int tagBytes);

    // SRTCP indices have 31 bits, and none may come twice under one key.
    private protected static uint RtcpIndexWord(long index) => index < EncryptedBit
        ? (uint)index | EncryptedBit
        : throw new InvalidOperationException("2^31 SRTCP packets were sent under one key; a new key is needed.");
}
