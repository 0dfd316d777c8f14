using System.Buffers.Binary;

namespace VideoFeat.Bridges.Rtp.Control;

/// <summary>What a receiver says of one source (RFC 3550, 6.4.1).</summary>
/// <param name="Ssrc">The source.</param>
/// <param name="FractionLost">Lost since the last report, in 1/256.</param>
/// <param name="PacketsLost">Lost in all, -2^23..2^23-1.</param>
/// <param name="HighestSequence">Extended highest sequence number.</param>
/// <param name="Jitter">Interarrival jitter in clock ticks.</param>
/// <param name="LastReport">Middle 32 bits of the last sender report's NTP time; 0 where none came.</param>
/// <param name="DelaySinceLastReport">Since that report, in 1/65536 s.</param>
internal readonly record struct ReportBlock(
    uint Ssrc, byte FractionLost, int PacketsLost, uint HighestSequence, uint Jitter, uint LastReport, uint DelaySinceLastReport)
{
    public const int Bytes = 24;

    // | SSRC | fraction lost, 8 | lost, 24 signed | highest sequence | jitter | LSR | DLSR |
    public static ReportBlock Read(ReadOnlySpan<byte> block) => new(
        BinaryPrimitives.ReadUInt32BigEndian(block),
        block[4],
        BinaryPrimitives.ReadInt32BigEndian(block[4..]) << 8 >> 8,
        BinaryPrimitives.ReadUInt32BigEndian(block[8..]),
        BinaryPrimitives.ReadUInt32BigEndian(block[12..]),
        BinaryPrimitives.ReadUInt32BigEndian(block[16..]),
        BinaryPrimitives.ReadUInt32BigEndian(block[20..]));

    public void Write(Span<byte> block)
    {
        BinaryPrimitives.WriteUInt32BigEndian(block, Ssrc);
        BinaryPrimitives.WriteInt32BigEndian(block[4..], Math.Clamp(PacketsLost, -(1 << 23), (1 << 23) - 1) & 0xFFFFFF);
        block[4] = FractionLost;
        BinaryPrimitives.WriteUInt32BigEndian(block[8..], HighestSequence);
        BinaryPrimitives.WriteUInt32BigEndian(block[12..], Jitter);
        BinaryPrimitives.WriteUInt32BigEndian(block[16..], LastReport);
        BinaryPrimitives.WriteUInt32BigEndian(block[20..], DelaySinceLastReport);
    }
}
