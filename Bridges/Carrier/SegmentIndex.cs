using VideoFeat.Packing;

namespace VideoFeat.Bridges.Carrier;

/// <summary>
/// Which bytes of a payload are which segment. For each tensor a varint, its number of segments, and for each of them two, its channels and its bytes;
/// then the bytes of all segments, one behind the other.
/// </summary>
internal static class SegmentIndex
{
    /// <summary>Writes index and segments.</summary>
    /// <param name="payload">What they are appended to.</param>
    /// <param name="segments">Tensor after tensor, channel after channel.</param>
    /// <param name="coded">The bytes of each.</param>
    /// <param name="tensors">Number of tensors.</param>
    public static void Write(MemoryStream payload, IReadOnlyList<Segment> segments, IReadOnlyList<byte[]> coded, int tensors)
    {
        for (int t = 0; t < tensors; t++)
        {
            Number(payload, segments.Count(s => s.Tensor == t));
            for (int i = 0; i < segments.Count; i++)
            {
                if (segments[i].Tensor == t)
                {
                    Number(payload, segments[i].Channels);
                    Number(payload, coded[i].Length);
                }
            }
        }

        foreach (byte[] segment in coded)
        {
            payload.Write(segment);
        }
    }

    /// <summary>Reads the index that starts at <paramref name="at"/>; what is wrong, or null, the segments and where the bytes of each lie.</summary>
    public static string? Read(
        ReadOnlySpan<byte> payload, int at, IReadOnlyList<ChannelGeometry> tensors, out List<Segment> segments, out List<Range> bytes)
    {
        segments = [];
        bytes = [];
        var lengths = new List<int>();
        for (int t = 0; t < tensors.Count; t++)
        {
            int count = Number(payload, ref at);
            int first = 0;

            // Each entry takes two bytes at least, so a wrong count ends with the payload.
            for (int i = 0; i < count; i++)
            {
                int channels = Number(payload, ref at);
                int length = Number(payload, ref at);
                if (channels < 1 || length < 0 || channels > tensors[t].Channels - first)
                {
                    return $"index of tensor {t}: segment {i} of {count} is damaged";
                }

                segments.Add(new Segment(t, first, channels));
                lengths.Add(length);
                first += channels;
            }

            if (first != tensors[t].Channels)
            {
                return $"index of tensor {t}: its segments hold {first} of {tensors[t].Channels} channels";
            }
        }

        long total = lengths.Sum(l => (long)l);
        if (total != payload.Length - at)
        {
            return $"its segments take {total} bytes; {payload.Length - at} are there";
        }

        foreach (int length in lengths)
        {
            bytes.Add(at..(at + length));
            at += length;
        }

        return null;
    }

    // LEB128: seven bits a byte, lowest first, bit 7 in every byte but the last.
    private static void Number(MemoryStream payload, int value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            payload.WriteByte((byte)(value | 0x80));
        }

        payload.WriteByte((byte)value);
    }

    // -1 where it is longer than four bytes or the payload ends.
    private static int Number(ReadOnlySpan<byte> payload, ref int at)
    {
        int value = 0;
        for (int shift = 0; shift < 28 && at < payload.Length; shift += 7)
        {
            byte b = payload[at++];
            value |= (b & 0x7F) << shift;
            if (b < 0x80)
            {
                return value;
            }
        }

        return -1;
    }
}
