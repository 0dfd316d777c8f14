using System.Buffers.Binary;
using VideoFeat.Bridges.Rtp.Packets;

namespace VideoFeat.Bridges.Rtp.Fec;

/// <summary>
/// Makes FlexFEC repair packets (RFC 8627) for the packets of one access unit, so that repair never waits for the next one. Packets go in
/// order into groups of at most <see cref="RepairHeader.MaxSpan"/>; in a group of n, r = ceil(n · share) repair packets each protect every r-th
/// packet, so that a burst of r losses is repaired. One caller at a time.
/// </summary>
/// <param name="share">Repair packets per media packet, above 0 and at most 1.</param>
/// <param name="maxPacketBytes">Longest media packet.</param>
internal sealed class RepairEncoder(double share, int maxPacketBytes)
{
    /// <summary>Bytes that a repair packet can be longer than the longest media packet: its CSRC, the FEC header, less the header that is folded into it.</summary>
    public const int OverheadBytes = 4 + RepairHeader.RecoveryBytes + 16;

    private readonly byte[] _bytes = new byte[RepairHeader.MaxSpan * maxPacketBytes];
    private readonly int[] _lengths = new int[RepairHeader.MaxSpan];
    private int _count;
    private ushort _base;

    /// <summary>Packets that wait for their repair.</summary>
    public int Count => _count;

    /// <summary>True where the group is full, so that repair must be taken before the next packet.</summary>
    public bool IsFull => _count == RepairHeader.MaxSpan;

    /// <summary>Repair packets for what has been added.</summary>
    public int RepairCount => (int)Math.Ceiling(_count * share);

    /// <summary>Adds the next media packet, plain; numbers follow each other.</summary>
    public void Add(ReadOnlySpan<byte> packet)
    {
        if (_count == 0)
        {
            _base = BinaryPrimitives.ReadUInt16BigEndian(packet[2..]);
        }

        packet.CopyTo(_bytes.AsSpan(_count * maxPacketBytes, maxPacketBytes));
        _lengths[_count++] = packet.Length;
    }

    /// <summary>Writes one repair packet.</summary>
    /// <param name="index">0..<see cref="RepairCount"/>-1.</param>
    /// <param name="header">Of the repair stream.</param>
    /// <param name="mediaSsrc">Of the media stream, which goes into the CSRC list (RFC 8627, 4.2.1).</param>
    /// <param name="packet">At least the longest media packet and <see cref="OverheadBytes"/>.</param>
    /// <returns>Bytes written.</returns>
    public int Write(int index, RtpHeader header, uint mediaSsrc, Span<byte> packet)
    {
        int step = RepairCount, longest = 0;
        UInt128 mask = 0;
        for (int i = index; i < _count; i += step)
        {
            mask |= UInt128.One << i;
            longest = Math.Max(longest, _lengths[i]);
        }

        var repair = new RepairHeader(_base, mask);
        int written = RtpWriter.WriteHeader(header, packet);
        packet[0] |= 1;
        BinaryPrimitives.WriteUInt32BigEndian(packet[written..], mediaSsrc);
        written += 4;
        Span<byte> recovery = packet[written..];
        int total = repair.Bytes + longest - RtpPacket.FixedHeaderBytes;
        recovery[..total].Clear();
        for (int i = index; i < _count; i += step)
        {
            RepairParity.Fold(_bytes.AsSpan(i * maxPacketBytes, _lengths[i]), recovery, repair.Bytes);
        }

        recovery[0] &= 0x3F; // R and F in the version's place
        repair.Write(recovery);
        return written + total;
    }

    /// <summary>Forgets the group.</summary>
    public void Clear() => _count = 0;
}
