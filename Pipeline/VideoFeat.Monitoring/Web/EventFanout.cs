using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace VideoFeat.Monitoring.Web;

/// <summary>One stream of events to many clients. A client that reads too slowly misses events and holds nobody back. Any thread.</summary>
internal sealed class EventFanout
{
    /// <summary>Pages that may look on at once.</summary>
    public const int MaxClients = 32;

    /// <summary>Events that wait for one client at most; the oldest goes first.</summary>
    public const int MaxWaiting = 4;

    private readonly Lock _lock = new();
    private readonly List<Channel<SseItem<string>>> _clients = [];
    private bool _completed;

    /// <summary>Events for a new client, which leaves when the enumeration ends; null where there are too many.</summary>
    /// <param name="first">What this client gets before all others.</param>
    /// <param name="cancellation">The client has gone.</param>
    public IAsyncEnumerable<SseItem<string>>? Join(IReadOnlyList<SseItem<string>> first, CancellationToken cancellation)
    {
        var client = Channel.CreateBounded<SseItem<string>>(new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.DropOldest });
        lock (_lock)
        {
            if (_clients.Count >= MaxClients)
            {
                return null;
            }

            _clients.Add(client);
            if (_completed)
            {
                client.Writer.Complete();
            }
        }

        return EventsAsync(client, first, cancellation);
    }

    /// <summary>Sends to all; never waits.</summary>
    public void Publish(SseItem<string> item)
    {
        lock (_lock)
        {
            foreach (Channel<SseItem<string>> client in _clients)
            {
                client.Writer.TryWrite(item);
            }
        }
    }

    /// <summary>No more events: clients that have read what waits are done.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            _completed = true;
            _clients.ForEach(c => c.Writer.TryComplete());
        }
    }

    private async IAsyncEnumerable<SseItem<string>> EventsAsync(
        Channel<SseItem<string>> client, IReadOnlyList<SseItem<string>> first, [EnumeratorCancellation] CancellationToken cancellation)
    {
        try
        {
            foreach (SseItem<string> item in first)
            {
                yield return item;
            }

            await foreach (SseItem<string> item in client.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
            {
                yield return item;
            }
        }
        finally
        {
            lock (_lock)
            {
                _clients.Remove(client);
            }
        }
    }
}
