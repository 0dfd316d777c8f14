namespace VideoFeat.Bridges.Rtp.Secure;

/// <summary>Packet indices seen (RFC 3711, 3.3.2): each is taken once, and those far behind never.</summary>
internal sealed class ReplayWindow
{
    /// <summary>Indices back from the highest that are still taken; the RFC asks for at least 64, retransmission and reordering for more.</summary>
    public const int Size = 1024;

    private readonly long[] _seen = new long[Size];

    public ReplayWindow() => Array.Fill(_seen, -1);

    /// <summary>The highest index that was taken; -1 before the first.</summary>
    public long Highest { get; private set; } = -1;

    /// <summary>True where the index was not taken before and is not too old.</summary>
    public bool IsNew(long index) => index > Highest - Size && _seen[index % Size] != index;

    /// <summary>Takes an index, once its packet is authentic.</summary>
    public void Take(long index)
    {
        _seen[index % Size] = index;
        Highest = Math.Max(Highest, index);
    }
}
