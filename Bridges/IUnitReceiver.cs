namespace VideoFeat.Bridges;

/// <summary>What every live carrier's receiver does: whole access units that can be decoded right, in order.</summary>
public interface IUnitReceiver : IAsyncDisposable
{
    /// <summary>What the other side says that it sent, so that sets lost at either end of a session are known; null where it has not said, or cannot.</summary>
    AnnouncedSets? Announced => null;

    /// <summary>What came does not decode right, though nothing is missing: asks for a key picture where the carrier has a way back, and the stream needs one.</summary>
    void RequestKey()
    {
    }

    /// <summary>The access units as they come, each owned by the loop body. Ends where the other side ends the stream. One loop at a time.</summary>
    /// <exception cref="BridgeException">The carrier failed.</exception>
    IAsyncEnumerable<ReceivedUnit> ReceiveAsync(CancellationToken cancellation = default);
}
