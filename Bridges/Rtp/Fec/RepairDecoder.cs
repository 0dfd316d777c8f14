using VideoFeat.Bridges.Rtp.Packets;

namespace VideoFeat.Bridges.Rtp.Fec;

/// <summary>Recovers lost media packets from FlexFEC repair packets (RFC 8627, 6.3). Bounded; safe on any bytes; one caller at a time.</summary>
/// <param name="maxPacketBytes">Longest packet that is kept or recovered.</param>
internal sealed class RepairDecoder(int maxPacketBytes)
{
    // Media packets and repair packets that are kept: some 8 full masks, and the repair of them.
    private const int MaxMedia = 1024, MaxRepair = 256;

    private readonly Dictionary<ushort, byte[]> _media = [];
    private readonly Queue<ushort> _mediaOrder = [];
    private readonly LinkedList<byte[]> _repair = [];

    /// <summary>Packets recovered.</summary>
    public long Recovered { get; private set; }

    /// <summary>Repair packets that were no such thing.</summary>
    public long Malformed { get; private set; }

    /// <summary>Takes a media packet that arrived, plain.</summary>
    public void AddMedia(ushort sequenceNumber, ReadOnlySpan<byte> packet)
    {
        if (packet.Length > maxPacketBytes || !_media.TryAdd(sequenceNumber, packet.ToArray()))
        {
            return;
        }

        _mediaOrder.Enqueue(sequenceNumber);
        if (_mediaOrder.Count > MaxMedia)
        {
            _media.Remove(_mediaOrder.Dequeue());
        }
    }

    /// <summary>Takes the payload of a repair packet.</summary>
    public void AddRepair(ReadOnlySpan<byte> payload)
    {
        if (payload.Length > maxPacketBytes + RepairEncoder.OverheadBytes || !RepairHeader.TryRead(payload, out _))
        {
            Malformed++;
            return;
        }

        _repair.AddLast(payload.ToArray());
        if (_repair.Count > MaxRepair)
        {
            _repair.RemoveFirst();
        }
    }

    /// <summary>True and a packet that was lost and can be made of what has arrived. It counts as arrived from then on.</summary>
    public bool TryRecover(uint mediaSsrc, out byte[]? packet)
    {
        packet = null;
        for (LinkedListNode<byte[]>? node = _repair.First; node is not null;)
        {
            LinkedListNode<byte[]>? next = node.Next;
            RepairHeader.TryRead(node.Value, out RepairHeader header);
            int missing = CountMissing(header, out ushort victim);
            if (missing == 0)
            {
                _repair.Remove(node);
            }
            else if (missing == 1)
            {
                _repair.Remove(node);
                packet = Recover(node.Value, header, victim, mediaSsrc);
                if (packet is not null)
                {
                    AddMedia(victim, packet);
                    Recovered++;
                    return true;
                }

                Malformed++;
            }

            node = next;
        }

        return false;
    }

    /// <summary>Another stream follows.</summary>
    public void Restart()
    {
        _media.Clear();
        _mediaOrder.Clear();
        _repair.Clear();
    }

    private int CountMissing(RepairHeader header, out ushort victim)
    {
        int missing = 0;
        victim = 0;
        for (int i = 0; i < RepairHeader.MaxSpan && missing < 2; i++)
        {
            ushort sequence = (ushort)(header.BaseSequence + i);
            if (((header.Mask >> i) & 1) != 0 && !_media.ContainsKey(sequence))
            {
                victim = sequence;
                missing++;
            }
        }

        return missing;
    }

    private byte[]? Recover(byte[] repair, RepairHeader header, ushort victim, uint mediaSsrc)
    {
        byte[] recovery = (byte[])repair.Clone();
        for (int i = 0; i < RepairHeader.MaxSpan; i++)
        {
            ushort sequence = (ushort)(header.BaseSequence + i);
            if (((header.Mask >> i) & 1) == 0 || sequence == victim)
            {
                continue;
            }

            byte[] packet = _media[sequence];
            if (packet.Length - RtpPacket.FixedHeaderBytes > recovery.Length - header.Bytes)
            {
                return null; // longer than what it is said to be part of
            }

            RepairParity.Fold(packet, recovery, header.Bytes);
        }

        byte[] recovered = new byte[maxPacketBytes];
        int length = RepairParity.Unfold(recovery, header.Bytes, victim, mediaSsrc, recovered);
        return length > 0 && RtpPacket.TryParse(recovered.AsSpan(0, length), out _, out _) ? recovered[..length] : null;
    }
}
