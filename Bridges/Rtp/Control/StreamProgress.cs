using System.Buffers.Binary;

namespace VideoFeat.Bridges.Rtp.Control;

/// <summary>
/// How far a sender has come, as an APP packet of its own beside the sender report (RFC 3550, 6.7): other receivers skip it, ours knows from it
/// which sets were lost at either end of a session.
/// </summary>
/// <param name="FirstSet">Number of the first feature set sent.</param>
/// <param name="NextSet">Number behind the last one sent.</param>
/// <param name="Age">Since the first one was sent; whole milliseconds, up to 49 days.</param>
/// <param name="NextSequence">RTP sequence number of the next media packet.</param>
internal readonly record struct StreamProgress(ulong FirstSet, ulong NextSet, TimeSpan Age, ushort NextSequence)
{
    public const int Bytes = 24;

    /// <summary>The packet's name in ASCII.</summary>
    public static ReadOnlySpan<byte> Name => "VFSP"u8;

    // | first set, 64 | next set, 64 | age in ms, 32 | next sequence number, 16 | 0, 16 |
    public static StreamProgress Read(ReadOnlySpan<byte> data) => new(
        BinaryPrimitives.ReadUInt64BigEndian(data),
        BinaryPrimitives.ReadUInt64BigEndian(data[8..]),
        TimeSpan.FromMilliseconds(BinaryPrimitives.ReadUInt32BigEndian(data[16..])),
        BinaryPrimitives.ReadUInt16BigEndian(data[20..]));

    public void Write(Span<byte> data)
    {
        BinaryPrimitives.WriteUInt64BigEndian(data, FirstSet);
        BinaryPrimitives.WriteUInt64BigEndian(data[8..], NextSet);
        BinaryPrimitives.WriteUInt32BigEndian(data[16..], (uint)Math.Clamp(Age.TotalMilliseconds, 0, uint.MaxValue));
        BinaryPrimitives.WriteUInt16BigEndian(data[20..], NextSequence);
        BinaryPrimitives.WriteUInt16BigEndian(data[22..], 0);
    }
}
