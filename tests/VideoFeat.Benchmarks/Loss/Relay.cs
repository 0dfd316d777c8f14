using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace VideoFeat.Benchmarks.Loss;

/// <summary>Stands between a sender and a receiver on loopback and loses, delays, shuffles and doubles their datagrams, both ways, from a seed.</summary>
internal sealed class Relay : IAsyncDisposable
{
    private const int ClockRate = 90_000;

    private readonly Socket _toSender = Bind(), _toReceiver = Bind();
    private readonly IPEndPoint _receiver;
    private readonly IPEndPoint? _listener;
    private readonly RelayPath _forth, _back;
    private readonly RecoveryClock _recovery;
    private readonly double _framesPerSecond;
    private readonly long _start = TimeProvider.System.GetTimestamp();
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _work;
    private EndPoint? _sender;
    private uint? _firstTimestamp;

    /// <param name="impairment">What is done to packets.</param>
    /// <param name="receiver">Where the receiver listens.</param>
    /// <param name="listener">Who else gets what the receiver gets; null for nobody.</param>
    /// <param name="framesPerSecond">Of the stream, to tell sets by RTP timestamps.</param>
    /// <param name="outageAt">When an outage begins.</param>
    /// <param name="recovery">Is told of each media packet that is lost.</param>
    /// <param name="seed">Of what is random.</param>
    public Relay(Impairment impairment, IPEndPoint receiver, IPEndPoint? listener, double framesPerSecond, TimeSpan outageAt, RecoveryClock recovery, int seed)
    {
        _receiver = receiver;
        _listener = listener;
        _framesPerSecond = framesPerSecond;
        _recovery = recovery;
        (TimeSpan, TimeSpan) outage = (outageAt, outageAt + impairment.Outage);
        _forth = new RelayPath(impairment, Delay, outage, new Random(seed));
        _back = new RelayPath(impairment, Delay, outage, new Random(~seed));
        _work = Task.WhenAll(TakeAsync(_toSender, _forth, isForth: true), TakeAsync(_toReceiver, _back, isForth: false), DeliverAsync());
    }

    /// <summary>One way.</summary>
    public static TimeSpan Delay { get; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Where the sender sends to.</summary>
    public IPEndPoint Address => (IPEndPoint)_toSender.LocalEndPoint!;

    /// <summary>Bytes of all UDP payloads that came in, both ways.</summary>
    public long Bytes { get; private set; }

    /// <summary>Since the relay began.</summary>
    public TimeSpan Now => TimeProvider.System.GetElapsedTime(_start);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _toSender.Dispose();
        _toReceiver.Dispose();
        _stop.Dispose();
    }

    private static Socket Bind()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 4 << 20, SendBufferSize = 4 << 20 };
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    private async Task TakeAsync(Socket socket, RelayPath path, bool isForth)
    {
        byte[] buffer = new byte[1 << 16];
        while (true)
        {
            SocketReceiveFromResult received = await socket.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), _stop.Token);
            byte[] datagram = buffer[..received.ReceivedBytes];
            lock (_lock)
            {
                Bytes += datagram.Length;
                _sender = isForth ? received.RemoteEndPoint : _sender;
                bool arrives = path.Take(datagram, Now);
                if (isForth && IsMedia(datagram))
                {
                    uint timestamp = BinaryPrimitives.ReadUInt32BigEndian(datagram.AsSpan(4));
                    _firstTimestamp ??= timestamp;
                    if (!arrives)
                    {
                        _recovery.Lost((int)Math.Round((timestamp - _firstTimestamp.Value) * _framesPerSecond / ClockRate), Now);
                    }
                }
            }
        }
    }

    private async Task DeliverAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        List<byte[]> forth = [], back = [];
        while (await timer.WaitForNextTickAsync(_stop.Token))
        {
            lock (_lock)
            {
                Collect(_forth, forth);
                Collect(_back, back);
            }

            foreach (byte[] datagram in forth)
            {
                await _toReceiver.SendToAsync(datagram, SocketFlags.None, _receiver, _stop.Token);
                if (_listener is not null)
                {
                    await _toReceiver.SendToAsync(datagram, SocketFlags.None, _listener, _stop.Token);
                }
            }

            foreach (byte[] datagram in back)
            {
                await _toSender.SendToAsync(datagram, SocketFlags.None, _sender!, _stop.Token);
            }
        }
    }

    private void Collect(RelayPath path, List<byte[]> datagrams)
    {
        datagrams.Clear();
        while (path.TryDeliver(Now, out byte[]? datagram))
        {
            datagrams.Add(datagram!);
        }
    }

    private static bool IsMedia(byte[] datagram) => datagram.Length >= 12 && (datagram[1] & 0x7F) == 96;
}
