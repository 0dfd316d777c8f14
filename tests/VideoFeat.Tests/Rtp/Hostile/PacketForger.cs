using System.Buffers.Binary;

namespace VideoFeat.Tests.Rtp.Hostile;

/// <summary>Makes packets out of the true ones that an attacker saw: the same ones for the same seed and the same true packets. Safe for two threads.</summary>
internal sealed class PacketForger(int seed)
{
    public const int MaxBytes = 1500;

    private const int HeaderBytes = 12, Remembered = 64, MediaType = 96, RetransmissionType = 97, RepairType = 98;

    private readonly Random _random = Seeds.Random(seed);
    private readonly byte[][] _seen = new byte[Remembered][];
    private readonly Lock _lock = new();
    private int _count;
    private ushort _newest;
    private uint _ssrc;

    /// <summary>A true packet went by.</summary>
    public void See(ReadOnlySpan<byte> packet)
    {
        lock (_lock)
        {
            _seen[_count++ % Remembered] = packet.ToArray();
            if (packet.Length > HeaderBytes && (packet[1] & 0x7F) == MediaType)
            {
                _newest = BinaryPrimitives.ReadUInt16BigEndian(packet[2..]);
                _ssrc = BinaryPrimitives.ReadUInt32BigEndian(packet[8..]);
            }
        }
    }

    /// <summary>The next forged packet; its bytes.</summary>
    public int Forge(Span<byte> packet)
    {
        lock (_lock)
        {
            return _random.Next(20) switch
            {
                0 => Garbage(packet),
                1 => Control(packet),
                2 => Retransmission(packet),
                3 => Repair(packet),
                4 => Splice(packet),
                5 => Copy(packet), // a replay
                _ => Mutate(packet, Copy(packet)),
            };
        }
    }

    private int Copy(Span<byte> packet)
    {
        if (_count == 0)
        {
            return Garbage(packet);
        }

        byte[] source = _seen[_random.Next(Math.Min(_count, Remembered))];
        source.CopyTo(packet);
        return source.Length;
    }

    private int Garbage(Span<byte> packet)
    {
        int length = _random.Next(_random.Next(2) == 0 ? 40 : MaxBytes);
        _random.NextBytes(packet[..length]);
        packet[0] = _random.Next(2) == 0 ? (byte)0x80 : packet[0];
        return length;
    }

    private int Splice(Span<byte> packet)
    {
        int head = _random.Next(Copy(packet) + 1);
        Span<byte> other = stackalloc byte[MaxBytes];
        int length = Copy(other);
        int from = _random.Next(length + 1), tail = Math.Min(length - from, MaxBytes - head);
        other.Slice(from, tail).CopyTo(packet[head..]);
        return head + tail;
    }

    // | V P X CC | M PT | sequence | timestamp | SSRC | payload header | FU header |
    private int Mutate(Span<byte> packet, int length)
    {
        for (int changes = 1 << _random.Next(3); changes > 0 && length > HeaderBytes + 3; changes--)
        {
            switch (_random.Next(11))
            {
                case 0:
                    length = _random.Next(length + 1);
                    break;
                case 1:
                    int more = _random.Next(Math.Min(64, MaxBytes - length));
                    _random.NextBytes(packet.Slice(length, more));
                    length += more;
                    break;
                case 2:
                    packet[0] = (byte)_random.Next(256);
                    break;
                case 3:
                    packet[1] ^= (byte)(_random.Next(2) == 0 ? 0x80 : _random.Next(128));
                    break;
                case 4:
                    Near(packet);
                    break;
                case 5:
                    BinaryPrimitives.WriteUInt16BigEndian(packet[2..], (ushort)_random.Next(1 << 16));
                    break;
                case 6:
                    _random.NextBytes(packet.Slice(4, 4));
                    break;
                case 7:
                    _random.NextBytes(packet.Slice(8, 4));
                    break;
                case 8:
                    packet[HeaderBytes] = (byte)(_random.Next(46, 53) << 1);
                    packet[HeaderBytes + 2] = (byte)_random.Next(256);
                    break;
                default:
                    packet[_random.Next(HeaderBytes, length)] ^= (byte)(1 << _random.Next(8));
                    break;
            }
        }

        return length;
    }

    // A number that the receiver waits for or will wait for.
    private void Near(Span<byte> packet) => BinaryPrimitives.WriteUInt16BigEndian(packet[2..], (ushort)(_newest + _random.Next(-60, 20)));

    private int Retransmission(Span<byte> packet)
    {
        int length = Math.Min(Copy(packet), MaxBytes - 2);
        if (length <= HeaderBytes)
        {
            return length;
        }

        packet[HeaderBytes..length].CopyTo(packet[(HeaderBytes + 2)..]);
        packet[1] = RetransmissionType;
        _random.NextBytes(packet.Slice(2, 2));
        _random.NextBytes(packet.Slice(8, 4));
        BinaryPrimitives.WriteUInt16BigEndian(packet[HeaderBytes..], (ushort)(_newest + _random.Next(-60, 120)));
        packet[_random.Next(HeaderBytes + 2, length + 2)] ^= (byte)_random.Next(256);
        return length + 2;
    }

    // FlexFEC's header: flags and length and time to recover, then base and masks.
    private int Repair(Span<byte> packet)
    {
        int length = HeaderBytes + _random.Next(8, 400);
        _random.NextBytes(packet[..length]);
        (packet[0], packet[1]) = (0x80, RepairType);
        packet[HeaderBytes] &= 0x3F;
        BinaryPrimitives.WriteUInt16BigEndian(packet[(HeaderBytes + 2)..], (ushort)_random.Next(400));
        BinaryPrimitives.WriteUInt16BigEndian(packet[(HeaderBytes + 8)..], (ushort)(_newest + _random.Next(-110, 20)));
        return length;
    }

    // SR, RR, SDES, BYE, APP, feedback and XR, with lengths that are right or not, about the true source or not; up to three in one.
    private int Control(Span<byte> packet)
    {
        int length = 0;
        for (int i = _random.Next(1, 4); i > 0; i--)
        {
            int words = _random.Next(8);
            Span<byte> part = packet.Slice(length, 4 * (words + 1));
            _random.NextBytes(part);
            part[0] = (byte)(0x80 | _random.Next(32));
            part[1] = (byte)_random.Next(200, 208);
            BinaryPrimitives.WriteUInt16BigEndian(part[2..], (ushort)(_random.Next(8) == 0 ? _random.Next(1 << 16) : words));
            for (int at = 4; at + 4 <= part.Length && _random.Next(2) == 0; at += 4)
            {
                BinaryPrimitives.WriteUInt32BigEndian(part[at..], _ssrc);
            }

            length += part.Length;
        }

        return length;
    }
}
