namespace VideoFeat.Bridges.Rtp.Session;

/// <summary>Which missing packets to ask for, and when again: at once (after a little reordering), then once a round trip, a few times.</summary>
/// <param name="maxRequests">Requests for one packet at most.</param>
/// <param name="reorderTolerance">A number is asked for when it has been missing so long.</param>
internal sealed class NackList(int maxRequests, TimeSpan reorderTolerance)
{
    /// <summary>More missing than this at once is an outage; asking would add to it.</summary>
    public const int MaxMissing = 1000;

    private readonly SortedDictionary<long, Missing> _missing = [];
    private long? _highest;

    /// <summary>Takes note of a packet that came: what lies between it and the highest so far is missing.</summary>
    public void Arrived(long sequence, TimeSpan now)
    {
        _missing.Remove(sequence);
        if (_highest is long highest)
        {
            for (long i = Math.Max(highest + 1, sequence - MaxMissing); i < sequence; i++)
            {
                _missing[i] = new Missing(now + reorderTolerance, 0);
            }
        }

        _highest = Math.Max(_highest ?? sequence, sequence);
        while (_missing.Count > MaxMissing)
        {
            _missing.Remove(_missing.First().Key);
        }
    }

    /// <summary>Takes note that all numbers below this one were sent.</summary>
    public void Expect(long next, TimeSpan now)
    {
        if (_highest is long highest && next - highest <= MaxMissing)
        {
            for (long i = highest + 1; i < next; i++)
            {
                _missing[i] = new Missing(now + reorderTolerance, 0);
                _highest = i;
            }
        }
    }

    /// <summary>Forgets numbers that are no longer waited for.</summary>
    public void Passed(long next)
    {
        while (_missing.Count > 0 && _missing.First().Key is var first && first < next)
        {
            _missing.Remove(first);
        }
    }

    /// <summary>The numbers to ask for now, in order; each is then due again after <paramref name="retryAfter"/>.</summary>
    public void TakeDue(TimeSpan now, TimeSpan retryAfter, List<ushort> due)
    {
        due.Clear();
        foreach ((long sequence, Missing missing) in _missing.ToArray())
        {
            if (missing.Due <= now && missing.Requests < maxRequests)
            {
                due.Add((ushort)sequence);
                _missing[sequence] = new Missing(now + retryAfter, missing.Requests + 1);
            }
        }
    }

    /// <summary>Another sequence follows.</summary>
    public void Restart()
    {
        _missing.Clear();
        _highest = null;
    }

    private readonly record struct Missing(TimeSpan Due, int Requests);
}
