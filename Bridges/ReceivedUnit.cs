using System.Buffers;
using VideoFeat.Packing;

namespace VideoFeat.Bridges;

/// <summary>One whole access unit out of a receiver, and what is known of the gap before it. Owns its bytes until disposed.</summary>
public sealed class ReceivedUnit : IDisposable
{
    private byte[]? _rented;

    internal ReceivedUnit(byte[] rented, int length, bool isKey, long timestamp)
    {
        _rented = rented;
        Unit = new AccessUnit(rented.AsMemory(0, length), isKey, timestamp);
    }

    /// <summary>The access unit; its Pts is the RTP timestamp in 1/90000 s, extended so that it does not wrap. Lent until this is disposed.</summary>
    public AccessUnit Unit { get; private set; }

    /// <summary>Packets that are missing for good since the unit before.</summary>
    public long MissingPackets { get; internal init; }

    /// <summary>Access units since the unit before that arrived at least in part and were dropped; of those that were lost whole the feature header's number tells.</summary>
    public int DroppedUnits { get; internal init; }

    /// <summary>Why the last of them was dropped; null where none was.</summary>
    public DropReason? Reason { get; internal init; }

    /// <summary>The reason in words; null where none was dropped.</summary>
    public string? Detail { get; internal init; }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_rented is not null)
        {
            ArrayPool<byte>.Shared.Return(_rented);
            _rented = null;
            Unit = default;
        }
    }
}
