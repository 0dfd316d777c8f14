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

    /// <summary>Datagrams from <paramref name="first"/> on that lie end to end and are all as long as the first, but for the last, which may be shorter; at least one.</summary>
    /// <param name="first">Where the run starts.</param>
    /// <param name="maxBytes">Of all of them, where they are more than one.</param>
    /// <param name="maxCount">Datagrams at most.</param>
    public DatagramRun Run(int first, int maxBytes, int maxCount)
    {
        (int offset, int each) = _datagrams[first];
        int count = 1, length = each;
        while (count < maxCount && first + count < _datagrams.Count && length == count * each && _datagrams[first + count].Length <= each
            && length + _datagrams[first + count].Length <= maxBytes)
        {
            length += _datagrams[first + count].Length;
            count++;
        }

        return new DatagramRun(_bytes.AsMemory(offset, length), each, count);
    }

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
