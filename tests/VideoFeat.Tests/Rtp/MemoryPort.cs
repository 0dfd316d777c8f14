using System.Net;
using System.Threading.Channels;
using VideoFeat.Bridges.Rtp.Session;

namespace VideoFeat.Tests.Rtp;

/// <summary>One of two ends of a network of memory, which loses datagrams by a model from a seed; what the other end sends is received here.</summary>
internal sealed class MemoryPort : IDatagramPort
{
    private readonly IPEndPoint _address;
    private readonly Channel<byte[]> _arriving = Channel.CreateUnbounded<byte[]>();
    private readonly Func<bool> _isLost;
    private MemoryPort? _other;

    private MemoryPort(int port, LossModel loss, int seed)
    {
        _address = new IPEndPoint(IPAddress.Loopback, port);
        _isLost = loss.Start(Seeds.Random(seed));
    }

    public int ReceiveBufferBytes => 0;

    public int SendBufferBytes => 0;

    public string? Warning => null;

    /// <summary>Decides for each datagram sent here, before the model does, whether it goes nowhere.</summary>
    public Predicate<byte[]> Swallows { get; set; } = _ => false;

    public static (MemoryPort Left, MemoryPort Right) Pair(LossModel loss, int seed = 0)
    {
        MemoryPort left = new(1, loss, seed), right = new(2, loss, seed + 1);
        (left._other, right._other) = (right, left);
        return (left, right);
    }

    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer, SocketAddress from, CancellationToken cancellation)
    {
        byte[] datagram = await _arriving.Reader.ReadAsync(cancellation);
        datagram.CopyTo(buffer);
        SocketAddress sender = _other!._address.Serialize();
        from.Size = sender.Size;
        sender.Buffer.Span[..sender.Size].CopyTo(from.Buffer.Span);
        return datagram.Length;
    }

    public ValueTask SendAsync(ReadOnlyMemory<byte> datagrams, int datagramBytes, SocketAddress to, CancellationToken cancellation)
    {
        foreach (byte[] datagram in datagrams.ToArray().Chunk(datagramBytes))
        {
            if (!Swallows(datagram) && !_isLost())
            {
                _other!._arriving.Writer.TryWrite(datagram);
            }
        }

        return ValueTask.CompletedTask;
    }

    public void Dispose() => _arriving.Writer.TryComplete();
}
