using System.Buffers.Binary;

namespace VideoFeat.Bridges.Rtp.Payload;

/// <summary>One piece of an RTP payload: a whole NAL unit, or a fragment of one.</summary>
/// <param name="header0">First byte of the NAL unit's header.</param>
/// <param name="header1">Second byte of the NAL unit's header.</param>
/// <param name="body">What follows the header.</param>
/// <param name="starts">The NAL unit starts with this piece.</param>
/// <param name="ends">The NAL unit ends with this piece.</param>
/// <param name="decodingOrder">DON where the stream carries it, else null.</param>
internal readonly ref struct NalPiece(byte header0, byte header1, ReadOnlySpan<byte> body, bool starts, bool ends, ushort? decodingOrder)
{
    public byte Header0 { get; } = header0;

    public byte Header1 { get; } = header1;

    public ReadOnlySpan<byte> Body { get; } = body;

    public bool Starts { get; } = starts;

    public bool Ends { get; } = ends;

    public ushort? DecodingOrder { get; } = decodingOrder;
}

/// <summary>Walks the pieces of one RTP payload of H.265 (RFC 7798, 4.4); the mirror of <see cref="H265Packetizer"/>. Safe on any bytes.</summary>
internal ref struct H265PayloadReader
{
    private readonly bool _hasDonl;
    private ReadOnlySpan<byte> _rest;
    private int _type;
    private bool _first = true;
    private ushort _order;
    private byte _header0, _header1;

    /// <param name="payload">The RTP payload, without padding.</param>
    /// <param name="hasDonl">True where SDP says sprop-max-don-diff above 0, so that DONL and DOND fields are present.</param>
    public H265PayloadReader(ReadOnlySpan<byte> payload, bool hasDonl)
    {
        _hasDonl = hasDonl;
        _rest = payload;
        if (payload.Length < PayloadKind.HeaderBytes)
        {
            Fail($"payload of {payload.Length} bytes; its header takes {PayloadKind.HeaderBytes}");
            return;
        }

        TakeHeader();
        if (_type == PayloadKind.Paci)
        {
            UnwrapPaci();
        }

        if (Fault is null && _type > PayloadKind.Paci)
        {
            Fail($"payload type {_type}; allowed are 0..{PayloadKind.Paci}");
        }
    }

    /// <summary>The piece under the cursor.</summary>
    public NalPiece Current { get; private set; }

    /// <summary>What was wrong, as a sentence's part; null where all was well formed.</summary>
    public string? Fault { get; private set; }

    /// <summary>Steps to the next piece; false at the end or at a fault.</summary>
    public bool MoveNext()
    {
        if (Fault is not null || (!_first && _rest.IsEmpty))
        {
            return false;
        }

        bool moved = _type switch
        {
            PayloadKind.Aggregation => NextOfAggregation(),
            PayloadKind.Fragmentation => Fragment(),
            _ => Single(),
        };
        _first = false;
        return moved;
    }

    private void TakeHeader()
    {
        _header0 = _rest[0];
        _header1 = _rest[1];
        _type = PayloadKind.TypeOf(_header0);
        _rest = _rest[PayloadKind.HeaderBytes..];
    }

    // | PayloadHdr, type 50 | A cType(6) PHSsize(5) F0..2 Y | PHES, PHSsize bytes | payload without its header |
    // The header behind is that of the PACI packet with A as F and cType as type (RFC 7798, 4.4.4).
    private void UnwrapPaci()
    {
        if (_rest.Length < 2)
        {
            Fail("PACI packet ends in its header");
            return;
        }

        int fields = BinaryPrimitives.ReadUInt16BigEndian(_rest);
        int extension = (fields >> 4) & 0x1F;
        int type = (fields >> 9) & 0x3F;
        if (_rest.Length < 2 + extension || type == PayloadKind.Paci)
        {
            Fail(type == PayloadKind.Paci ? "PACI packet inside a PACI packet" : "PACI packet ends in its extension");
            return;
        }

        _header0 = (byte)(((fields >> 8) & 0x80) | (type << 1) | (_header0 & 1));
        _type = type;
        _rest = _rest[(2 + extension)..];
    }

    private bool Single()
    {
        if (!TakeOrder(out ushort? order))
        {
            return Fail("NAL unit ends in its DONL");
        }

        Current = new NalPiece(_header0, _header1, _rest, true, true, order);
        _rest = default;
        return true;
    }

    private bool NextOfAggregation()
    {
        // | DONL, u16, or DOND, u8, where used | length, u16 | NAL unit |
        ushort? order = null;
        if (_first)
        {
            if (!TakeOrder(out order))
            {
                return Fail("aggregation packet ends in its DONL");
            }
        }
        else if (_hasDonl)
        {
            _order = (ushort)(_order + _rest[0] + 1);
            order = _order;
            _rest = _rest[1..];
        }

        int length = _rest.Length < PayloadKind.LengthBytes ? -1 : BinaryPrimitives.ReadUInt16BigEndian(_rest);
        if (length < PayloadKind.HeaderBytes || length > _rest.Length - PayloadKind.LengthBytes)
        {
            return Fail(length < 0 ? "aggregation packet ends in a length" : $"NAL unit of {length} bytes in an aggregation packet that has {_rest.Length - 2} left");
        }

        ReadOnlySpan<byte> nal = _rest.Slice(PayloadKind.LengthBytes, length);
        int type = PayloadKind.TypeOf(nal[0]);
        if (type >= PayloadKind.Aggregation)
        {
            return Fail($"type {type} inside an aggregation packet");
        }

        _rest = _rest[(PayloadKind.LengthBytes + length)..];
        if (_first && _rest.IsEmpty)
        {
            return Fail("aggregation packet of one NAL unit; two or more are required");
        }

        Current = new NalPiece(nal[0], nal[1], nal[PayloadKind.HeaderBytes..], true, true, order);
        return true;
    }

    private bool Fragment()
    {
        if (_rest.IsEmpty)
        {
            return Fail("fragmentation unit ends in its header");
        }

        byte header = _rest[0];
        bool starts = (header & PayloadKind.StartBit) != 0, ends = (header & PayloadKind.EndBit) != 0;
        int type = header & 0x3F;
        _rest = _rest[1..];
        ushort? order = null;
        if (starts && !TakeOrder(out order))
        {
            return Fail("fragmentation unit ends in its DONL");
        }

        if ((starts && ends) || _rest.IsEmpty || type >= PayloadKind.Aggregation)
        {
            return Fail(_rest.IsEmpty ? "fragmentation unit without a body" : $"fragmentation unit of type {type}, start {starts}, end {ends}");
        }

        Current = new NalPiece(PayloadKind.WithType(_header0, type), _header1, _rest, starts, ends, order);
        _rest = default;
        return true;
    }

    private bool TakeOrder(out ushort? order)
    {
        order = null;
        if (!_hasDonl)
        {
            return true;
        }

        if (_rest.Length < 2)
        {
            return false;
        }

        _order = BinaryPrimitives.ReadUInt16BigEndian(_rest);
        order = _order;
        _rest = _rest[2..];
        return true;
    }

    private bool Fail(string fault)
    {
        Fault = fault;
        return false;
    }
}
