using System.Net;
using System.Net.Sockets;

namespace VideoFeat.Tests.Rtp.Hostile;

/// <summary>
/// Stands between sender and receiver and forwards all that they say, so that to the receiver it is the sender's address; who is inside can send from there.
/// </summary>
internal sealed class HostileRelay : IAsyncDisposable
{
    private readonly Socket _inside = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly Socket _outside = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly IPEndPoint _receiver;
    private readonly PacketForger _forger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _forwarding;
    private long _forwarded;

    /// <param name="receiver">Where the receiver listens.</param>
    /// <param name="forger">Sees what goes by.</param>
    public HostileRelay(IPEndPoint receiver, PacketForger forger)
    {
        _receiver = receiver;
        _forger = forger;
        _inside.ReceiveBufferSize = 1 << 20;
        _inside.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _outside.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Endpoint = (IPEndPoint)_inside.LocalEndPoint!;
        _forwarding = ForwardAsync(_stop.Token);
    }

    /// <summary>Where the sender sends to.</summary>
    public IPEndPoint Endpoint { get; }

    /// <summary>Datagrams that went to the receiver, true and forged.</summary>
    public long Forwarded => Interlocked.Read(ref _forwarded);

    /// <summary>Sends a forged packet to the receiver.</summary>
    public void Attack(ReadOnlySpan<byte> packet, bool fromInside)
    {
        (fromInside ? _inside : _outside).SendTo(packet, SocketFlags.None, _receiver);
        Interlocked.Increment(ref _forwarded);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _forwarding.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _inside.Dispose();
        _outside.Dispose();
        _stop.Dispose();
    }

    private async Task ForwardAsync(CancellationToken stop)
    {
        byte[] buffer = new byte[1 << 16];
        SocketAddress receiver = _receiver.Serialize(), from = new(AddressFamily.InterNetwork);
        SocketAddress? sender = null;
        while (!stop.IsCancellationRequested)
        {
            int length;
            try
            {
                length = await _inside.ReceiveFromAsync(buffer, SocketFlags.None, from, stop);
            }
            catch (SocketException)
            {
                continue; // the receiver is not there yet, or no more
            }

            if (!from.Equals(receiver))
            {
                _forger.See(buffer.AsSpan(0, Math.Min(length, PacketForger.MaxBytes)));
                sender ??= Copy(from);
                await _inside.SendToAsync(buffer.AsMemory(0, length), SocketFlags.None, receiver, stop);
                Interlocked.Increment(ref _forwarded);
            }
            else if (sender is not null)
            {
                await _inside.SendToAsync(buffer.AsMemory(0, length), SocketFlags.None, sender, stop);
            }
        }
    }

    private static SocketAddress Copy(SocketAddress address)
    {
        var copy = new SocketAddress(address.Family, address.Size);
        address.Buffer.Span[..address.Size].CopyTo(copy.Buffer.Span);
        return copy;
    }
}
