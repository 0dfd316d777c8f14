using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace VideoFeat.Streaming;

/// <summary>Between a source that does not wait, such as a camera, and a consumer that may be slow: the newest item wins.</summary>
public static class Newest
{
    /// <summary>Reads the source at its own pace; an item that another overtakes before it is taken goes to <paramref name="skipped"/>, which owns it.</summary>
    public static async IAsyncEnumerable<T> Of<T>(
        IAsyncEnumerable<T> source, Action<T> skipped, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(skipped);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var newest = Channel.CreateBounded(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true, SingleWriter = true }, skipped);
        Task reading = Task.Run(() => ReadAsync(source, newest.Writer, stop.Token), CancellationToken.None);
        try
        {
            await foreach (T item in newest.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
            {
                yield return item;
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            while (newest.Reader.TryRead(out T? left))
            {
                skipped(left);
            }
        }
    }

    private static async Task ReadAsync<T>(IAsyncEnumerable<T> source, ChannelWriter<T> newest, CancellationToken stop)
    {
        try
        {
            await foreach (T item in source.WithCancellation(stop).ConfigureAwait(false))
            {
                await newest.WriteAsync(item, stop).ConfigureAwait(false);
            }

            newest.Complete();
        }
        catch (Exception e)
        {
            newest.Complete(e);
        }
    }
}
