using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace VideoFeat.Tests.Streaming.Adaptation;

/// <summary>A bottleneck of real sockets: what comes from the sender waits in a queue of limited bytes and leaves at a rate; what comes back passes at once.</summary>
internal sealed class ThrottlingRelay : IAsyncDisposable
{
    private readonly Socket _front = Loopback();
    private readonly Socket _back = Loopback();
    private readonly Queue<byte[]> _waiting = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly IPEndPoint _receiver;
    private readonly double _bytesPerSecond;
    private readonly int _queueBytes;
    private readonly Task _running;
    private EndPoint? _sender;
    private long _queued;

    public ThrottlingRelay(int receiverPort, double kbps, int queueBytes)
    {
        _receiver = new IPEndPoint(IPAddress.Loopback, receiverPort);
        (_bytesPerSecond, _queueBytes) = (kbps * 125, queueBytes);
        _running = Task.WhenAll(InAsync(), OutAsync(), BackAsync());
    }

    public IPEndPoint Address => (IPEndPoint)_front.LocalEndPoint!;

    public long Dropped { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _front.Dispose();
        _back.Dispose();
        _stop.Dispose();
    }

    private static Socket Loopback()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    private async Task InAsync()
    {
        byte[] buffer = new byte[65_536];
        while (true)
        {
            SocketReceiveFromResult got = await _front.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), _stop.Token);
            _sender = got.RemoteEndPoint;
            lock (_waiting)
            {
                if (_queued + got.ReceivedBytes > _queueBytes)
                {
                    Dropped++;
                    continue;
                }

                _queued += got.ReceivedBytes;
                _waiting.Enqueue(buffer[..got.ReceivedBytes]);
            }
        }
    }

    private async Task OutAsync()
    {
        var clock = Stopwatch.StartNew();
        double tokens = 0, last = 0;
        while (true)
        {
            await Task.Delay(2, _stop.Token);
            double now = clock.Elapsed.TotalSeconds;
            tokens = Math.Min(tokens + ((now - last) * _bytesPerSecond), _bytesPerSecond / 20);
            last = now;
            while (Take(tokens) is byte[] datagram)
            {
                tokens -= datagram.Length;
                await _back.SendToAsync(datagram, _receiver, _stop.Token);
            }
        }
    }

    private byte[]? Take(double tokens)
    {
        lock (_waiting)
        {
            if (!_waiting.TryPeek(out byte[]? datagram) || datagram.Length > tokens)
            {
                return null;
            }

            _queued -= datagram.Length;
            return _waiting.Dequeue();
        }
    }

    private async Task BackAsync()
    {
        byte[] buffer = new byte[65_536];
        while (true)
        {
            SocketReceiveFromResult got = await _back.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), _stop.Token);
            if (_sender is EndPoint sender)
            {
                await _front.SendToAsync(buffer.AsMemory(0, got.ReceivedBytes), sender, _stop.Token);
            }
        }
    }
}
