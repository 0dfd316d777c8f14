using System.Buffers.Binary;
using VideoFeat.Bridges.Carrier;
using VideoFeat.Bridges.Entropy;
using VideoFeat.Bridges.NearLossless;
using VideoFeat.Packing;

namespace VideoFeat.Bridges.Lightweight;

/// <summary>Codes of one set to the payload of docs/formats/lightweight.md.</summary>
internal static class PayloadWriter
{
    /// <param name="tensors">The tensors' geometry.</param>
    /// <param name="codes">For each tensor its codes, channel after channel, below its quantizer's number of levels.</param>
    /// <param name="quantizers">For each tensor its quantizer.</param>
    /// <param name="contexts">What decisions are predicted from.</param>
    /// <param name="threads">Segments at once; 0: as many as there are processors.</param>
    /// <param name="width">Vectors to use.</param>
    /// <param name="cancellation">Looked at before each segment.</param>
    public static byte[] Write(
        IReadOnlyList<ChannelGeometry> tensors, IReadOnlyList<byte[]> codes, IReadOnlyList<LevelTable> quantizers, LightweightContexts contexts, int threads,
        MixerWidth width, CancellationToken cancellation = default)
    {
        List<Segment> segments = Segment.Of(tensors, PayloadWords.SegmentElements);
        var coded = new byte[segments.Count][];
        Parallel.For(0, coded.Length, SegmentThreads.Of(threads, cancellation), i =>
        {
            Segment s = segments[i];
            ChannelGeometry tensor = tensors[s.Tensor];
            var coder = new SegmentCoder(SegmentShape.Of(tensor, s.Channels), quantizers[s.Tensor].Levels.Length - 1, contexts, width);
            coded[i] = coder.Encode(s.Part(codes[s.Tensor], tensor));
        });

        var payload = new MemoryStream();
        foreach (LevelTable quantizer in quantizers)
        {
            Write(payload, quantizer);
        }

        SegmentIndex.Write(payload, segments, coded, tensors.Count);
        return payload.ToArray();
    }

    private static void Write(MemoryStream payload, LevelTable quantizer)
    {
        payload.WriteByte((byte)(quantizer.Levels.Length - 1));
        payload.WriteByte(quantizer.Uniform is null ? PayloadWords.AnyLevels : PayloadWords.EvenLevels);
        Span<byte> bytes = stackalloc byte[sizeof(float)];
        foreach (float value in quantizer.Uniform is { } ends ? [ends.Minimum, ends.Maximum] : quantizer.Levels)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
            payload.Write(bytes);
        }
    }
}
