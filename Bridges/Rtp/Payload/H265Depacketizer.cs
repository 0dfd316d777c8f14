using System.Buffers;
using VideoFeat.Bridges.Hevc.Syntax;

namespace VideoFeat.Bridges.Rtp.Payload;

/// <summary>
/// RTP payloads of H.265 (RFC 7798) in sequence to access units. A gap drops the access unit that it may have touched, never less.
/// An access unit ends at its marker, or where the timestamp changes. Safe on any bytes; one caller at a time.
/// </summary>
/// <param name="hasDonl">True where SDP says sprop-max-don-diff above 0.</param>
/// <param name="maxUnitBytes">A larger access unit is dropped.</param>
internal sealed class H265Depacketizer(bool hasDonl, int maxUnitBytes) : IDisposable
{
    private readonly Queue<AssembledUnit> _ready = [];
    private byte[] _buffer = [];
    private int _length;
    private int _lastLength;
    private int _nals;
    private long? _expected;
    private long _timestamp;
    private long _missing;
    private ushort? _order;
    private byte _fragmentHeader0, _fragmentHeader1;
    private State _state = State.Between;

    private enum State
    {
        /// <summary>The last unit ended; the next packet opens one.</summary>
        Between,

        /// <summary>A unit is open; NAL units are whole.</summary>
        Open,

        /// <summary>A unit is open in the middle of a fragmented NAL unit.</summary>
        InFragment,

        /// <summary>The unit was dropped; its remaining packets are swallowed.</summary>
        Dropped,

        /// <summary>A unit without slices ended (parameter sets or SEI alone); it becomes the head of the next one.</summary>
        Head,
    }

    /// <summary>Takes the next packet. Numbers may leave gaps but never go back.</summary>
    /// <param name="sequence">Extended sequence number.</param>
    /// <param name="timestamp">Extended timestamp.</param>
    /// <param name="marker">The packet is the last of its access unit.</param>
    /// <param name="payload">The RTP payload; copied.</param>
    public void Push(long sequence, long timestamp, bool marker, ReadOnlySpan<byte> payload)
    {
        long missing = _expected is long expected ? sequence - expected : 0;
        bool unsureStart = missing > 0 || _expected is null;
        _expected = sequence + 1;
        _missing += missing;
        if (missing > 0 && (_state is State.Open or State.InFragment))
        {
            Drop(DropReason.PacketsMissing, $"{missing} packets are missing before {sequence & 0xFFFF}");
        }

        if ((_state is State.Open or State.InFragment) && timestamp != _timestamp)
        {
            End();
        }

        if (_state == State.Dropped && timestamp == _timestamp)
        {
            _state = marker ? State.Between : State.Dropped;
            return;
        }

        if (payload.IsEmpty && !marker)
        {
            return; // keep-alive packets of some senders
        }

        if (_state is State.Between or State.Dropped or State.Head)
        {
            Begin(timestamp, unsureStart, payload);
        }

        if (_state != State.Dropped)
        {
            Append(payload);
        }

        if (marker)
        {
            End();
        }
    }

    /// <summary>True and the next result; its array belongs to the caller.</summary>
    public bool TryTake(out AssembledUnit? unit) => _ready.TryDequeue(out unit);

    /// <summary>Another stream follows: what is open is dropped, and any sequence number is taken.</summary>
    public void Restart()
    {
        if (_state is State.Open or State.InFragment)
        {
            Drop(DropReason.PacketsMissing, "the stream ends inside it");
        }

        _state = State.Between;
        _length = _nals = 0;
        _expected = null;
        _missing = 0;
        _order = null;
    }

    public void Dispose()
    {
        while (_ready.TryDequeue(out AssembledUnit? unit))
        {
            Return(unit.Data);
        }

        Return(_buffer);
        _buffer = [];
        _length = 0;
    }

    private static void Return(byte[]? array)
    {
        if (array is { Length: > 0 })
        {
            ArrayPool<byte>.Shared.Return(array);
        }
    }

    /// <summary>True for what can only stand before the first slice of an access unit: with it first, nothing that decoding needs is missing.</summary>
    public static bool OpensUnit(ReadOnlySpan<byte> payload, bool hasDonl)
    {
        var pieces = new H265PayloadReader(payload, hasDonl);
        return pieces.MoveNext()
            && pieces.Current.Starts
            && (NalUnitType)PayloadKind.TypeOf(pieces.Current.Header0)
                is NalUnitType.AccessUnitDelimiter or NalUnitType.Vps or NalUnitType.Sps or NalUnitType.Pps or NalUnitType.PrefixSei;
    }

    private void Begin(long timestamp, bool unsureStart, ReadOnlySpan<byte> payload)
    {
        if (_state != State.Head)
        {
            _length = _nals = 0;
        }

        _timestamp = timestamp;
        _state = State.Open;
        if (unsureStart && !OpensUnit(payload, hasDonl))
        {
            Drop(DropReason.StartMissing, "packets before its first are missing");
        }
    }

    private void Append(ReadOnlySpan<byte> payload)
    {
        var pieces = new H265PayloadReader(payload, hasDonl);
        while (_state != State.Dropped && pieces.MoveNext())
        {
            Append(pieces.Current);
        }

        if (pieces.Fault is not null && _state != State.Dropped)
        {
            Drop(DropReason.Malformed, pieces.Fault);
        }
    }

    private void Append(NalPiece piece)
    {
        if (piece.Starts == (_state == State.InFragment))
        {
            Drop(DropReason.Malformed, piece.Starts ? "a NAL unit starts inside a fragmented one" : "a fragment without a start");
            return;
        }

        if (piece.DecodingOrder is ushort order)
        {
            if (_order is ushort before && (short)(order - before) <= 0)
            {
                Drop(DropReason.Interleaved, $"decoding order number {order} comes after {before}");
                return;
            }

            _order = order;
        }

        if (!piece.Starts && (piece.Header0 != _fragmentHeader0 || piece.Header1 != _fragmentHeader1))
        {
            Drop(DropReason.Malformed, "fragments with different NAL unit headers");
            return;
        }

        int head = piece.Starts ? 4 + NalUnit.HeaderBytes : 0;
        if (!Reserve(head + piece.Body.Length))
        {
            Drop(DropReason.TooLarge, $"it exceeds {maxUnitBytes} bytes");
            return;
        }

        if (piece.Starts)
        {
            ReadOnlySpan<byte> start = [0, 0, 0, 1, piece.Header0, piece.Header1];
            start.CopyTo(_buffer.AsSpan(_length));
            (_fragmentHeader0, _fragmentHeader1) = (piece.Header0, piece.Header1);
            _nals++;
        }

        piece.Body.CopyTo(_buffer.AsSpan(_length + head));
        _length += head + piece.Body.Length;
        _state = piece.Ends ? State.Open : State.InFragment;
    }

    private bool Reserve(int bytes)
    {
        int needed = _length + bytes;
        if (needed > maxUnitBytes)
        {
            return false;
        }

        if (needed > _buffer.Length)
        {
            // Units of a stream are about as long as the one before.
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, Math.Min(maxUnitBytes, Math.Max(_lastLength, 2 * _buffer.Length))));
            _buffer.AsSpan(0, _length).CopyTo(larger);
            Return(_buffer);
            _buffer = larger;
        }

        return true;
    }

    private void End()
    {
        switch (_state)
        {
            case State.InFragment:
                Drop(DropReason.Malformed, "it ends inside a fragmented NAL unit");
                break;
            case State.Open:
                Complete();
                return;
            default:
                break;
        }

        _state = State.Between;
    }

    private void Complete()
    {
        AccessUnitFacts facts = AccessUnitFacts.Read(_buffer.AsSpan(0, _length));
        if (facts.Damaged > 0 || facts.NalUnits != _nals)
        {
            // A start code inside a NAL unit would make two of one.
            string what = facts.Damaged > 0 ? $"{facts.Damaged} NAL unit headers are damaged" : $"{_nals} NAL units became {facts.NalUnits}";
            Drop(DropReason.Malformed, what);
            _state = State.Between;
            return;
        }

        if (!facts.HasVcl)
        {
            _state = _nals > 0 ? State.Head : State.Between;
            return;
        }

        _ready.Enqueue(new AssembledUnit(_buffer, _length, _timestamp, facts, _missing, null, null));
        _missing = 0;
        _lastLength = _length + (_length / 8);
        _buffer = [];
        _length = _nals = 0;
        _state = State.Between;
    }

    private void Drop(DropReason reason, string detail)
    {
        _ready.Enqueue(new AssembledUnit(null, 0, _timestamp, default, _missing, reason, detail));
        _missing = 0;
        _length = _nals = 0;
        _state = State.Dropped;
    }
}
