using System.Buffers;

namespace VideoFeat.Bridges.Rtp.Session;

/// <summary>
/// Puts packets back into sequence. A gap is waited for until <paramref name="maxDelay"/> has passed since a packet behind it came, or until
/// <paramref name="maxPackets"/> wait; then it is given up. The sequence opens with a packet that starts an access unit; for what may belong before
/// another one is waited as for a gap. One caller at a time.
/// </summary>
/// <param name="maxPackets">Most packets that wait.</param>
/// <param name="maxDelay">Longest wait.</param>
internal sealed class ReorderBuffer(int maxPackets, TimeSpan maxDelay) : IDisposable
{
    private readonly Dictionary<long, WaitingPacket> _waiting = [];
    private long? _next;
    private long? _start;

    /// <summary>Packets that wait.</summary>
    public int Count => _waiting.Count;

    /// <summary>Packets seen twice.</summary>
    public long Duplicates { get; private set; }

    /// <summary>Packets that came after they, or the gap that they were in, had been passed.</summary>
    public long Late { get; private set; }

    /// <summary>The number that is handed out next; null before the sequence has opened.</summary>
    public long? Next => _next;

    /// <summary>True once the sequence has opened: a number before <see cref="Next"/> is late.</summary>
    public bool IsOpen => _next is not null;

    /// <summary>Takes a packet (copies it); false where it is a duplicate or too late.</summary>
    /// <param name="sequence">Extended sequence number.</param>
    /// <param name="timestamp">Extended timestamp.</param>
    /// <param name="marker">Last packet of its access unit.</param>
    /// <param name="payload">Copied.</param>
    /// <param name="now">The clock.</param>
    /// <param name="starts">An access unit starts here; it counts only before the sequence has opened.</param>
    public bool TryAdd(long sequence, long timestamp, bool marker, ReadOnlySpan<byte> payload, TimeSpan now, bool starts = false)
    {
        if (sequence < _next)
        {
            Late++;
            return false;
        }

        if (_waiting.ContainsKey(sequence))
        {
            Duplicates++;
            return false;
        }

        byte[] copy = ArrayPool<byte>.Shared.Rent(payload.Length);
        payload.CopyTo(copy);
        _waiting.Add(sequence, new WaitingPacket(sequence, timestamp, marker, copy, payload.Length, now));
        _start = starts && !(sequence > _start) ? sequence : _start;
        return true;
    }

    /// <summary>True where a packet is the next: it needs no place here, and the caller goes on with it.</summary>
    public bool TryPass(long sequence)
    {
        if (sequence != _next || _waiting.ContainsKey(sequence))
        {
            return false;
        }

        _next++;
        return true;
    }

    /// <summary>True where a number has been passed or waits.</summary>
    public bool Has(long sequence) => sequence < _next || _waiting.ContainsKey(sequence);

    /// <summary>True and the next packet, whose array the caller returns to the pool; false where none is due.</summary>
    /// <param name="now">The clock.</param>
    /// <param name="packet">The packet.</param>
    /// <param name="giveUp">Wait for no gap: the stream has ended.</param>
    public bool TryTake(TimeSpan now, out WaitingPacket packet, bool giveUp = false)
    {
        packet = default;
        if (_waiting.Count == 0)
        {
            return false;
        }

        if (_next is null && !TryOpen(now, giveUp))
        {
            return false;
        }

        long at = _next!.Value;
        if (!_waiting.ContainsKey(at))
        {
            // Bounded by what source validation lets through (RFC 3550, A.1: 3000).
            while (!_waiting.ContainsKey(at))
            {
                at++;
            }

            if (!giveUp && _waiting.Count <= maxPackets && now - _waiting[at].Arrival < maxDelay)
            {
                return false;
            }
        }

        _waiting.Remove(at, out packet);
        _next = at + 1;
        return true;
    }

    /// <summary>Another sequence follows.</summary>
    public void Restart()
    {
        Dispose();
        _next = _start = null;
    }

    public void Dispose()
    {
        foreach (WaitingPacket packet in _waiting.Values)
        {
            ArrayPool<byte>.Shared.Return(packet.Payload);
        }

        _waiting.Clear();
    }

    private bool TryOpen(TimeSpan now, bool giveUp)
    {
        long lowest = _waiting.Keys.Min();
        if (lowest != _start && !giveUp && _waiting.Count <= maxPackets && now - _waiting.Values.Min(p => p.Arrival) < maxDelay)
        {
            return false;
        }

        _next = lowest;
        return true;
    }
}
