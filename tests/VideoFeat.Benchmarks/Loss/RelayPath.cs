namespace VideoFeat.Benchmarks.Loss;

/// <summary>One direction of a relay: what happens to each datagram, and when it goes on. One caller at a time.</summary>
/// <param name="impairment">What is done.</param>
/// <param name="delay">That every packet takes.</param>
/// <param name="outage">From when to when nothing passes.</param>
/// <param name="random">Decides.</param>
internal sealed class RelayPath(Impairment impairment, TimeSpan delay, (TimeSpan From, TimeSpan To) outage, Random random)
{
    private readonly Func<bool> _isLost = impairment.Loss.Start(random);
    private readonly PriorityQueue<byte[], (TimeSpan At, long Order)> _onTheWay = new();
    private TimeSpan _last;
    private long _order;

    /// <summary>Takes a datagram; false where it is lost.</summary>
    public bool Take(byte[] datagram, TimeSpan now)
    {
        bool lost = _isLost();
        bool late = random.NextDouble() < impairment.Reordered, twice = random.NextDouble() < impairment.Duplicated;
        TimeSpan at = now + delay + (impairment.Jitter * random.NextDouble());
        if (lost || (now >= outage.From && now < outage.To))
        {
            return false;
        }

        // A queue on the way delays but keeps the order; what is reordered took another way.
        at = at < _last ? _last : at;
        _last = at;
        for (int copies = twice ? 2 : 1; copies > 0; copies--)
        {
            _onTheWay.Enqueue(datagram, (late ? at + impairment.Behind : at, _order++));
        }

        return true;
    }

    /// <summary>True and the next datagram that has arrived.</summary>
    public bool TryDeliver(TimeSpan now, out byte[]? datagram)
    {
        datagram = null;
        return _onTheWay.TryPeek(out _, out (TimeSpan At, long) due) && due.At <= now && _onTheWay.TryDequeue(out datagram, out _);
    }
}
