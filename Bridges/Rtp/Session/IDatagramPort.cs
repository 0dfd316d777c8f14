using System.Net;

namespace VideoFeat.Bridges.Rtp.Session;

/// <summary>Where datagrams go out and come in: a UDP socket, or in tests a network of memory that loses some.</summary>
internal interface IDatagramPort : IDisposable
{
    /// <summary>Receive buffer that the system gave, in bytes; 0 where there is no system.</summary>
    int ReceiveBufferBytes { get; }

    /// <summary>Send buffer that the system gave, in bytes; 0 where there is no system.</summary>
    int SendBufferBytes { get; }

    /// <summary>What to do where the system gave less than was asked for; null where it did not.</summary>
    string? Warning { get; }

    /// <summary>Waits for a datagram.</summary>
    /// <param name="buffer">Takes it; a longer one is cut off.</param>
    /// <param name="from">Takes its sender.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>Bytes received.</returns>
    ValueTask<int> ReceiveAsync(Memory<byte> buffer, SocketAddress from, CancellationToken cancellation);

    /// <summary>Sends a datagram, or several that lie end to end.</summary>
    /// <param name="datagrams">Their bytes.</param>
    /// <param name="datagramBytes">Bytes of each; the last may be shorter.</param>
    /// <param name="to">Where to.</param>
    /// <param name="cancellation">Ends the wait.</param>
    ValueTask SendAsync(ReadOnlyMemory<byte> datagrams, int datagramBytes, SocketAddress to, CancellationToken cancellation);
}
