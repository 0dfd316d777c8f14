using System.Buffers;

namespace VideoFeat.Bridges.Rtp.Session;

/// <summary>The newest packets that were sent, for retransmission: bounded by number, bytes and age. One caller at a time.</summary>
/// <param name="maxPackets">Most packets kept.</param>
/// <param name="maxBytes">Most bytes kept.</param>
/// <param name="maxAge">Older ones are useless to a receiver.</param>
internal sealed class SentPackets(int maxPackets, int maxBytes, TimeSpan maxAge) : IDisposable
{
    private readonly Queue<ushort> _order = [];
    private readonly Dictionary<ushort, Kept> _packets = [];
    private int _bytes;

    /// <summary>Packets kept.</summary>
    public int Count => _packets.Count;

    /// <summary>Keeps a packet (copies it) and forgets what exceeds the bounds.</summary>
    public void Add(ushort sequenceNumber, ReadOnlySpan<byte> packet, TimeSpan now)
    {
        while (_order.Count > 0 && (_order.Count >= maxPackets || _bytes + packet.Length > maxBytes || now - _packets[_order.Peek()].Sent > maxAge))
        {
            Forget(_order.Dequeue());
        }

        if (packet.Length > maxBytes || _packets.ContainsKey(sequenceNumber))
        {
            return;
        }

        byte[] copy = ArrayPool<byte>.Shared.Rent(packet.Length);
        packet.CopyTo(copy);
        _packets.Add(sequenceNumber, new Kept(copy, packet.Length, now, null));
        _order.Enqueue(sequenceNumber);
        _bytes += packet.Length;
    }

    /// <summary>True and the packet, lent until the next call, where it is kept and was not sent again within <paramref name="notWithin"/>.</summary>
    public bool TryGet(ushort sequenceNumber, TimeSpan now, TimeSpan notWithin, out ReadOnlySpan<byte> packet)
    {
        packet = default;
        if (!_packets.TryGetValue(sequenceNumber, out Kept kept) || now - kept.Sent > maxAge || now - kept.SentAgain < notWithin)
        {
            return false;
        }

        _packets[sequenceNumber] = kept with { SentAgain = now };
        packet = kept.Data.AsSpan(0, kept.Length);
        return true;
    }

    public void Dispose()
    {
        foreach (Kept kept in _packets.Values)
        {
            ArrayPool<byte>.Shared.Return(kept.Data);
        }

        _packets.Clear();
        _order.Clear();
        _bytes = 0;
    }

    private void Forget(ushort sequenceNumber)
    {
        _packets.Remove(sequenceNumber, out Kept kept);
        _bytes -= kept.Length;
        ArrayPool<byte>.Shared.Return(kept.Data);
    }

    private readonly record struct Kept(byte[] Data, int Length, TimeSpan Sent, TimeSpan? SentAgain);
}
