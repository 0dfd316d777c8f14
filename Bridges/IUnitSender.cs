namespace VideoFeat.Bridges;

/// <summary>What every live carrier's sender does: access units out, in order. One caller at a time; disposing says goodbye.</summary>
public interface IUnitSender : IAsyncDisposable
{
    /// <summary>Sends the access units of a coded set; completes when they have left. A slow carrier holds the caller back.</summary>
    /// <param name="coded">Lent for the call.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="BridgeException">The carrier failed.</exception>
    ValueTask SendAsync(CodedFeature coded, CancellationToken cancellation = default);

    /// <summary>True, once for each request, where the other side needs a key picture: encode the next set with one.</summary>
    bool TakeKeyRequest();
}
