using System.Runtime.CompilerServices;

namespace VideoFeat.Streaming;

/// <summary>A recording played as if it happened now.</summary>
public static class Paced
{
    /// <summary>Hands out an item at each tick of a clock, and no sooner; a consumer that is late is not caught up with.</summary>
    /// <param name="source">The items.</param>
    /// <param name="itemsPerSecond">Ticks a second.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async IAsyncEnumerable<T> At<T>(
        IAsyncEnumerable<T> source, double itemsPerSecond, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1 / itemsPerSecond), time);
        await foreach (T item in source.WithCancellation(cancellation).ConfigureAwait(false))
        {
            yield return item;
            await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false);
        }
    }
}
