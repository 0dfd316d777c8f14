namespace VideoFeat.Bridges.Rtp.Session;

/// <summary>Pacing: bytes may leave at a rate, with a burst. Time is given, so it waits for nothing itself.</summary>
internal sealed class TokenBucket
{
    private double _bytesPerSecond;
    private double _burst;
    private double _tokens;
    private TimeSpan? _last;

    /// <param name="bitsPerSecond">Rate, above 0.</param>
    /// <param name="burstBytes">What may leave at once, above 0.</param>
    public TokenBucket(double bitsPerSecond, int burstBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bitsPerSecond);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(burstBytes);
        _bytesPerSecond = bitsPerSecond / 8;
        _burst = _tokens = burstBytes;
    }

    /// <summary>At least so much may leave at once from now on.</summary>
    public void Raise(int burstBytes)
    {
        _tokens += Math.Max(0, burstBytes - _burst);
        _burst = Math.Max(burstBytes, _burst);
    }

    /// <summary>Another rate and burst from now on; what is borrowed stays.</summary>
    public void Change(double bitsPerSecond, int burstBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bitsPerSecond);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(burstBytes);
        _bytesPerSecond = bitsPerSecond / 8;
        _burst = burstBytes;
    }

    /// <summary>Takes bytes. What is not there is borrowed, and the caller waits before it sends.</summary>
    /// <returns>How long to wait; zero where the bytes may leave now.</returns>
    public TimeSpan Take(int bytes, TimeSpan now)
    {
        if (_last is TimeSpan last)
        {
            _tokens = Math.Min(_burst, _tokens + ((now - last).TotalSeconds * _bytesPerSecond));
        }

        _last = now;
        _tokens -= bytes;
        return _tokens >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(-_tokens / _bytesPerSecond);
    }
}
