using VideoFeat.Bridges;

namespace VideoFeat.Monitoring.Pictures;

/// <summary>
/// Holds the newest mosaics. Nothing is done for a tensor that nobody has asked for in the last seconds, and else at most four times a second: the stream
/// goes on while people look. Any thread.
/// </summary>
internal sealed class MosaicBoard(TimeProvider time)
{
    /// <summary>Tensors of a set that can be shown.</summary>
    public const int MaxTensors = 16;

    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan WantedFor = TimeSpan.FromSeconds(3);

    private readonly long _start = time.GetTimestamp();
    private readonly long[] _wantedUntil = new long[MaxTensors];
    private readonly Mosaic?[] _latest = new Mosaic?[MaxTensors];
    private TimeSpan _next;

    /// <summary>The newest mosaic of a tensor; null where none was made yet. Asking makes that there will be one.</summary>
    public Mosaic? Latest(int tensor)
    {
        Volatile.Write(ref _wantedUntil[tensor], (Now + WantedFor).Ticks);
        return Volatile.Read(ref _latest[tensor]);
    }

    /// <summary>A new set, lent for the call. One caller at a time.</summary>
    public void Offer(DecodedFeature feature)
    {
        TimeSpan now = Now;
        if (feature.Set is null || now < _next)
        {
            return;
        }

        for (int t = 0; t < Math.Min(MaxTensors, feature.Set.Count); t++)
        {
            if (Volatile.Read(ref _wantedUntil[t]) > now.Ticks)
            {
                _next = now + Every;
                Volatile.Write(ref _latest[t], Mosaic.Of(feature.Set[t], feature.Sequence));
            }
        }
    }

    private TimeSpan Now => time.GetElapsedTime(_start);
}
