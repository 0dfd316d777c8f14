namespace VideoFeat.Benchmarks.Loss;

/// <summary>Times from the first packet that the network lost to the next intact set, at or behind the set that the packet belonged to. Safe from any thread.</summary>
internal sealed class RecoveryClock
{
    private readonly Lock _lock = new();
    private readonly List<double> _milliseconds = [];
    private (TimeSpan At, int Set)? _open;

    /// <summary>All times so far, in milliseconds.</summary>
    public IReadOnlyList<double> Milliseconds
    {
        get
        {
            lock (_lock)
            {
                return [.. _milliseconds];
            }
        }
    }

    public void Lost(int set, TimeSpan now)
    {
        lock (_lock)
        {
            _open ??= (now, set);
        }
    }

    public void Intact(int set, TimeSpan now)
    {
        lock (_lock)
        {
            if (_open is { } open && set >= open.Set)
            {
                _milliseconds.Add((now - open.At).TotalMilliseconds);
                _open = null;
            }
        }
    }
}
