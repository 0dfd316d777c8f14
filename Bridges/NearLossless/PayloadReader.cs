using VideoFeat.Bridges.Entropy;
using VideoFeat.Packing;

namespace VideoFeat.Bridges.NearLossless;

/// <summary>The payload of docs/formats/near-lossless.md to codes; the mirror of <see cref="PayloadWriter"/>. Safe on any bytes.</summary>
internal static class PayloadReader
{
    /// <summary>Reads one set's codes; what is wrong, or null.</summary>
    /// <param name="payload">The whole payload.</param>
    /// <param name="tensors">The tensors' geometry, within the reader's limits.</param>
    /// <param name="bitDepth">Bits of a code.</param>
    /// <param name="previous">The codes of the set before; null where it was lost or there was none.</param>
    /// <param name="threads">Segments at once; 0: as many as there are processors.</param>
    /// <param name="width">Vectors to use.</param>
    /// <param name="codes">For each tensor its codes, on success.</param>
    public static string? Read(
        ReadOnlyMemory<byte> payload, IReadOnlyList<ChannelGeometry> tensors, int bitDepth, IReadOnlyList<ushort[]>? previous, int threads, MixerWidth width,
        out ushort[][] codes)
    {
        codes = [];
        if (Index(payload.Span, tensors, out bool inter, out NearLosslessEffort effort, out List<Segment> segments) is string fault)
        {
            return fault;
        }

        if (inter && previous is null)
        {
            return "it refers to the set before it, which is not there";
        }

        ushort[][] all = [.. tensors.Select(t => new ushort[t.Elements])];
        var faults = new string?[segments.Count];
        Parallel.For(0, segments.Count, SegmentThreads.Of(threads, CancellationToken.None), i =>
        {
            Segment s = segments[i];
            ChannelGeometry tensor = tensors[s.Tensor];
            var coder = new SegmentCoder(SegmentShape.Of(tensor, s.Channels), effort, bitDepth, width);
            (int start, int length) = (s.First * tensor.ChannelElements, s.Channels * tensor.ChannelElements);
            faults[i] = coder.Decode(
                payload.Span.Slice(s.Start, s.Bytes), inter ? previous![s.Tensor].AsSpan(start, length) : default, all[s.Tensor].AsSpan(start, length));
        });
        codes = all;
        return faults.Select((f, i) => f is null ? null : $"segment {i}: {f}").FirstOrDefault(f => f is not null);
    }

    private static string? Index(
        ReadOnlySpan<byte> payload, IReadOnlyList<ChannelGeometry> tensors, out bool inter, out NearLosslessEffort effort, out List<Segment> segments)
    {
        segments = [];
        inter = false;
        effort = default;
        if (payload.Length < 2 || payload[0] != PayloadWords.Version)
        {
            return payload.Length < 2 ? $"payload of {payload.Length} bytes" : $"payload version {payload[0]}; this reader knows {PayloadWords.Version}";
        }

        effort = (NearLosslessEffort)(payload[1] & PayloadWords.EffortMask);
        inter = (payload[1] & PayloadWords.InterBit) != 0;
        if (effort > NearLosslessEffort.Best || (payload[1] & ~(PayloadWords.EffortMask | PayloadWords.InterBit)) != 0)
        {
            return $"payload flags {payload[1]:x2} are unknown";
        }

        int at = 2;
        long bytes = 0;
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

                segments.Add(new Segment(t, first, channels, (int)Math.Min(bytes, int.MaxValue), length));
                first += channels;
                bytes += length;
            }

            if (first != tensors[t].Channels)
            {
                return $"index of tensor {t}: its segments hold {first} of {tensors[t].Channels} channels";
            }
        }

        if (bytes != payload.Length - at)
        {
            return $"its segments take {bytes} bytes; {payload.Length - at} are there";
        }

        for (int i = 0; i < segments.Count; i++)
        {
            segments[i] = segments[i] with { Start = segments[i].Start + at };
        }

        return null;
    }

    // LEB128 of at most four bytes; -1 where it is longer or the payload ends.
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

    private readonly record struct Segment(int Tensor, int First, int Channels, int Start, int Bytes);
}
