using VideoFeat.Bridges.Entropy;
using VideoFeat.Packing;

namespace VideoFeat.Bridges.NearLossless;

/// <summary>Codes of one set to the payload of docs/formats/near-lossless.md.</summary>
internal static class PayloadWriter
{
    /// <param name="tensors">The tensors' geometry.</param>
    /// <param name="bitDepth">Bits of a code.</param>
    /// <param name="codes">For each tensor its codes, channel after channel.</param>
    /// <param name="previous">The codes of the set before, or null.</param>
    /// <param name="options">Effort and threads.</param>
    /// <param name="width">Vectors to use.</param>
    /// <param name="cancellation">Looked at before each segment.</param>
    public static byte[] Write(
        IReadOnlyList<ChannelGeometry> tensors, int bitDepth, IReadOnlyList<ushort[]> codes, IReadOnlyList<ushort[]>? previous, NearLosslessOptions options,
        MixerWidth width, CancellationToken cancellation = default)
    {
        var segments = new List<(int Tensor, int First, int Channels)>();
        for (int t = 0; t < tensors.Count; t++)
        {
            int count = Math.Min(tensors[t].Channels, ((tensors[t].Elements - 1) / PayloadWords.SegmentElements) + 1);
            for (int s = 0; s < count; s++)
            {
                int first = (int)((long)tensors[t].Channels * s / count);
                segments.Add((t, first, (int)((long)tensors[t].Channels * (s + 1) / count) - first));
            }
        }

        // fast takes no contexts from the past, so it may not claim them.
        bool inter = previous is not null && options.Effort != NearLosslessEffort.Fast;
        var coded = new byte[segments.Count][];
        Parallel.For(0, coded.Length, SegmentThreads.Of(options.Threads, cancellation), i =>
        {
            (int t, int first, int channels) = segments[i];
            var coder = new SegmentCoder(SegmentShape.Of(tensors[t], channels), options.Effort, bitDepth, width);
            (int start, int length) = (first * tensors[t].ChannelElements, channels * tensors[t].ChannelElements);
            coded[i] = coder.Encode(codes[t].AsSpan(start, length), inter ? previous![t].AsSpan(start, length) : default);
        });

        var payload = new MemoryStream();
        payload.WriteByte(PayloadWords.Version);
        payload.WriteByte((byte)((int)options.Effort | (inter ? PayloadWords.InterBit : 0)));
        for (int t = 0; t < tensors.Count; t++)
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

        return payload.ToArray();
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
}
