namespace VideoFeat.Bridges.Rtp.Session;

/// <summary>Datagrams to send, in one buffer that is reused.</summary>
internal sealed class DatagramBatch
{
    private byte[] _bytes = new byte[1 << 16];
    private readonly List<(int Offset, int Length)> _datagrams = [];
    private int _length;

    public int Count => _datagrams.Count;

    /// <summary>A datagram, lent until the batch is cleared.</summary>
    public ReadOnlyMemory<byte> this[int index] => _bytes.AsMemory(_datagrams[index].Offset, _datagrams[index].Length);

    /// <summary>Room for a datagram at the end; <see cref="Commit"/> makes it one.</summary>
    public Span<byte> Reserve(int bytes)
    {
        if (_length + bytes > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, _length + bytes));
        }

        return _bytes.AsSpan(_length, bytes);
    }

    /// <summary>The first bytes of what was reserved last are a datagram.</summary>
    public void Commit(int length)
    {
        _datagrams.Add((_length, length));
        _length += length;
    }

    public void Clear()
    {
        _datagrams.Clear();
        _length = 0;
    }
}
