using System.Buffers;
using VideoFeat.Bridges.Rtp.Payload;

namespace VideoFeat.Bridges.Rtp.Session;

/// <summary>
/// Lets access units through that can be decoded right: after anything is missing, none until the next intra random access point. An intra-only
/// stream is whole again with its next unit.
/// </summary>
/// <param name="maxWaiting">Units that may wait to be taken.</param>
/// <param name="parameterSets">VPS, SPS and PPS in Annex B, put before random access points that come without.</param>
internal sealed class UnitGate(int maxWaiting, byte[] parameterSets) : IDisposable
{
    private readonly Queue<ReceivedUnit> _ready = [];
    private readonly Dictionary<DropReason, long> _dropped = [];
    private bool _needsKey = true;
    private bool _hasInter;
    private long _missing;
    private int _droppedSince;
    private (DropReason Reason, string Detail)? _why;

    /// <summary>True where a key picture is needed to go on, and will not come by itself with the next unit.</summary>
    public bool WantsKey => _needsKey && _hasInter;

    /// <summary>Units that were let through.</summary>
    public long Units { get; private set; }

    /// <summary>Packets missing for good.</summary>
    public long Missing { get; private set; }

    /// <summary>Units dropped, by reason.</summary>
    public IReadOnlyDictionary<DropReason, long> Dropped => _dropped;

    /// <summary>Units that wait to be taken.</summary>
    public int Waiting => _ready.Count;

    /// <summary>Takes what the depacketizer made.</summary>
    public void Push(AssembledUnit unit)
    {
        _missing += unit.MissingBefore;
        Missing += unit.MissingBefore;
        _needsKey |= unit.MissingBefore > 0;
        if (unit.Data is null)
        {
            Drop(unit.Reason!.Value, unit.Detail!);
            return;
        }

        _hasInter |= !unit.Facts.HasIrap;
        _needsKey &= !unit.Facts.HasIrap;
        if (_needsKey)
        {
            ArrayPool<byte>.Shared.Return(unit.Data);
            Drop(DropReason.WaitingForKey, "it refers to pictures that did not arrive");
        }
        else if (_ready.Count >= maxWaiting)
        {
            ArrayPool<byte>.Shared.Return(unit.Data);
            Drop(DropReason.ConsumerTooSlow, $"{_ready.Count} access units wait to be taken");
        }
        else
        {
            Pass(unit);
        }
    }

    public bool TryTake(out ReceivedUnit? unit) => _ready.TryDequeue(out unit);

    /// <summary>Lets nothing through until the next intra random access point.</summary>
    public void RequestKey() => _needsKey = true;

    /// <summary>Another stream follows.</summary>
    public void Restart()
    {
        _needsKey = true;
        _hasInter = false;
    }

    public void Dispose()
    {
        while (_ready.TryDequeue(out ReceivedUnit? unit))
        {
            unit.Dispose();
        }
    }

    private void Pass(AssembledUnit unit)
    {
        byte[] data = unit.Data!;
        int length = unit.Length;
        if (unit.Facts.HasIrap && !unit.Facts.HasParameterSets && parameterSets.Length > 0)
        {
            byte[] joined = ArrayPool<byte>.Shared.Rent(parameterSets.Length + length);
            parameterSets.CopyTo(joined, 0);
            data.AsSpan(0, length).CopyTo(joined.AsSpan(parameterSets.Length));
            ArrayPool<byte>.Shared.Return(data);
            data = joined;
            length += parameterSets.Length;
        }

        _ready.Enqueue(new ReceivedUnit(data, length, unit.Facts.HasIrap, unit.Timestamp)
        {
            MissingPackets = _missing,
            DroppedUnits = _droppedSince,
            Reason = _why?.Reason,
            Detail = _why?.Detail,
        });
        (_missing, _droppedSince, _why) = (0, 0, null);
        Units++;
    }

    private void Drop(DropReason reason, string detail)
    {
        _needsKey = true;
        _dropped[reason] = _dropped.GetValueOrDefault(reason) + 1;
        _droppedSince++;
        _why = (reason, detail);
    }
}
