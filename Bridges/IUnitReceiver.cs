namespace VideoFeat.Bridges;

/// <summary>What every live carrier's receiver does: whole access units that can be decoded right, in order.</summary>
public interface IUnitReceiver : IAsyncDisposable
{
    /// <summary>The access units as they come, each owned by the loop body. Ends where the other side ends the stream. One loop at a time.</summary>
    /// <exception cref="BridgeException">The carrier failed.</exception>
    IAsyncEnumerable<ReceivedUnit> ReceiveAsync(CancellationToken cancellation = default);
}
