using VideoFeat.Bridges.Hevc.Syntax;

namespace VideoFeat.Bridges.Rtp.Payload;

/// <summary>
/// An access unit to RTP payloads of H.265 (RFC 7798) without DONL: NAL units that fit go together into aggregation packets of
/// two or more, or alone; larger ones into fragmentation units. NAL units of types above 47 are left out. First <see cref="Plan"/>, then <see cref="Write"/> each.
/// One caller at a time; the list is reused.
/// </summary>
internal sealed class H265Packetizer
{
    /// <summary>The least limit: a fragment of one byte behind its headers.</summary>
    public const int MinPayloadBytes = PayloadKind.FragmentHeaderBytes + 1;

    private readonly int _maxPayloadBytes;
    private readonly List<(int Offset, int Length)> _nals = [];
    private readonly List<PlannedPayload> _payloads = [];

    /// <param name="maxPayloadBytes">No payload is longer.</param>
    public H265Packetizer(int maxPayloadBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxPayloadBytes, MinPayloadBytes);
        _maxPayloadBytes = maxPayloadBytes;
    }

    /// <summary>Payloads of the access unit that was planned last.</summary>
    public int Count => _payloads.Count;

    /// <summary>Plans an access unit.</summary>
    /// <param name="accessUnit">Annex B bytes; the same are to be given to <see cref="Write"/>.</param>
    /// <returns>Payloads; 0 where the bytes hold no NAL unit.</returns>
    public int Plan(ReadOnlySpan<byte> accessUnit)
    {
        _nals.Clear();
        _payloads.Clear();
        foreach (NalUnit nal in AnnexB.Units(accessUnit))
        {
            // Types from 48 on are not of the standard's bitstream, and in RTP they mean something else (RFC 7798, 4.4).
            if ((int)nal.Type < PayloadKind.Aggregation)
            {
                _nals.Add((nal.Offset, nal.Bytes.Length));
            }
        }

        for (int first = 0; first < _nals.Count;)
        {
            int count = Aggregable(first);
            if (count >= 2)
            {
                _payloads.Add(new PlannedPayload(first, count, 0, 0));
                first += count;
                continue;
            }

            PlanAlone(first++);
        }

        return _payloads.Count;
    }

    /// <summary>Writes one payload.</summary>
    /// <param name="accessUnit">The bytes that were planned.</param>
    /// <param name="index">0..<see cref="Count"/>-1.</param>
    /// <param name="destination">At least the limit's bytes.</param>
    /// <returns>Bytes written.</returns>
    public int Write(ReadOnlySpan<byte> accessUnit, int index, Span<byte> destination)
    {
        PlannedPayload payload = _payloads[index];
        if (payload.Count > 1)
        {
            return WriteAggregation(accessUnit, payload, destination);
        }

        ReadOnlySpan<byte> nal = accessUnit.Slice(_nals[payload.First].Offset, _nals[payload.First].Length);
        return payload.PieceLength == 0 ? Copy(nal, destination) : WriteFragment(nal, payload, destination);
    }

    // NAL units from here on that fit into one aggregation packet.
    private int Aggregable(int first)
    {
        int bytes = PayloadKind.HeaderBytes;
        int count = 0;
        while (first + count < _nals.Count)
        {
            int length = _nals[first + count].Length;
            bytes += PayloadKind.LengthBytes + length;
            if (length > ushort.MaxValue || bytes > _maxPayloadBytes)
            {
                break;
            }

            count++;
        }

        return count;
    }

    private void PlanAlone(int nal)
    {
        int length = _nals[nal].Length;
        if (length <= _maxPayloadBytes)
        {
            _payloads.Add(new PlannedPayload(nal, 1, 0, 0));
            return;
        }

        // The NAL unit's header travels in the fragments' headers.
        int room = _maxPayloadBytes - PayloadKind.FragmentHeaderBytes;
        for (int at = NalUnit.HeaderBytes; at < length; at += room)
        {
            _payloads.Add(new PlannedPayload(nal, 1, at, Math.Min(room, length - at)));
        }
    }

    private int WriteAggregation(ReadOnlySpan<byte> accessUnit, PlannedPayload payload, Span<byte> destination)
    {
        // | PayloadHdr, type 48 | length, u16 | NAL unit | length, u16 | NAL unit | ...
        // F is set if any has it, layer and temporal id are the lowest of all (RFC 7798, 4.4.2).
        int forbidden = 0, layer = 63, temporal = 7;
        int written = PayloadKind.HeaderBytes;
        for (int i = payload.First; i < payload.First + payload.Count; i++)
        {
            ReadOnlySpan<byte> nal = accessUnit.Slice(_nals[i].Offset, _nals[i].Length);
            forbidden |= nal[0] & 0x80;
            layer = Math.Min(layer, ((nal[0] & 1) << 5) | (nal[1] >> 3));
            temporal = Math.Min(temporal, nal[1] & 7);
            destination[written] = (byte)(nal.Length >> 8);
            destination[written + 1] = (byte)nal.Length;
            written += PayloadKind.LengthBytes;
            nal.CopyTo(destination[written..]);
            written += nal.Length;
        }

        destination[0] = (byte)(forbidden | (PayloadKind.Aggregation << 1) | (layer >> 5));
        destination[1] = (byte)((layer << 3) | temporal);
        return written;
    }

    private static int WriteFragment(ReadOnlySpan<byte> nal, PlannedPayload payload, Span<byte> destination)
    {
        // | PayloadHdr, type 49 | S E FuType(6) | piece |
        destination[0] = PayloadKind.WithType(nal[0], PayloadKind.Fragmentation);
        destination[1] = nal[1];
        bool isFirst = payload.PieceOffset == NalUnit.HeaderBytes;
        bool isLast = payload.PieceOffset + payload.PieceLength == nal.Length;
        destination[2] = (byte)((isFirst ? PayloadKind.StartBit : 0) | (isLast ? PayloadKind.EndBit : 0) | PayloadKind.TypeOf(nal[0]));
        nal.Slice(payload.PieceOffset, payload.PieceLength).CopyTo(destination[PayloadKind.FragmentHeaderBytes..]);
        return PayloadKind.FragmentHeaderBytes + payload.PieceLength;
    }

    private static int Copy(ReadOnlySpan<byte> nal, Span<byte> destination)
    {
        nal.CopyTo(destination);
        return nal.Length;
    }

    // A run of NAL units, or a piece of one where PieceLength is not 0.
    private readonly record struct PlannedPayload(int First, int Count, int PieceOffset, int PieceLength);
}
