using System.Buffers.Binary;
using VideoFeat.Bridges.Entropy;

namespace VideoFeat.Bridges.Transform;

/// <summary>Levels of one set to the payload of docs/formats/transform.md.</summary>
internal static class PayloadWriter
{
    /// <param name="set">The tensors' transforms and the state that segments start from.</param>
    /// <param name="codecs">One a tensor.</param>
    /// <param name="levels">The set's levels, and its motion where it is predicted.</param>
    /// <param name="before">Levels of the set before, where it is predicted from it.</param>
    /// <param name="threads">Segments at once; 0: as many as there are processors.</param>
    /// <param name="width">Vectors to use.</param>
    /// <param name="cancellation">Looked at before each segment.</param>
    public static byte[] Write(
        TransformSet set, IReadOnlyList<TensorCodec> codecs, SetLevels levels, SetLevels? before, int threads, MixerWidth width,
        CancellationToken cancellation = default)
    {
        (int quality, MotionField[]? motion) = (levels.Quality, levels.Motion);
        var segments = new List<(int Tensor, int First, int Count)>();
        for (int t = 0; t < codecs.Count; t++)
        {
            int first = 0;
            foreach (int count in SegmentPlan.Of(codecs[t].Transform.Components, codecs[t].Grid.PlaneElements))
            {
                segments.Add((t, first, count));
                first += count;
            }
        }

        var coded = new byte[segments.Count][];
        Parallel.For(0, segments.Count, Parallelism(threads, cancellation), i =>
        {
            (int t, int first, int count) = segments[i];
            int plane = codecs[t].Grid.PlaneElements;
            var model = new CoefficientModel(width, set.State);
            var coder = new RangeEncoder(count * plane / 8);
            model.Code(
                ref coder, codecs[t].Grid, new CoefficientSteps(codecs[t].Transform, quality, motion?[t].Shift ?? 0), levels.Levels[t].AsSpan(first * plane, count * plane),
                motion is null ? default : before!.Levels[t].AsSpan(first * plane, count * plane), first);
            coded[i] = coder.Finish().ToArray();
        });

        using var payload = new MemoryStream();
        Span<byte> head = [PayloadWords.Version, motion is null ? (byte)0 : PayloadWords.InterBit, 0, 0];
        BinaryPrimitives.WriteInt16LittleEndian(head[2..], (short)quality);
        payload.Write(head);
        for (int t = 0; t < codecs.Count; t++)
        {
            int[] own = [.. Enumerable.Range(0, segments.Count).Where(i => segments[i].Tensor == t)];
            if (motion is not null)
            {
                byte[] vectors = motion[t].ToBytes(codecs[t].Grid);
                Number(payload, vectors.Length);
                payload.Write(vectors);
            }

            Number(payload, own.Length);
            foreach (int i in own)
            {
                Number(payload, segments[i].Count);
                Number(payload, coded[i].Length);
            }
        }

        foreach (byte[] segment in coded)
        {
            payload.Write(segment);
        }

        return payload.ToArray();
    }

    /// <summary>How many segments run at once.</summary>
    internal static ParallelOptions Parallelism(int threads, CancellationToken cancellation) =>
        new() { MaxDegreeOfParallelism = threads == 0 ? Environment.ProcessorCount : threads, CancellationToken = cancellation };

    // LEB128.
    private static void Number(MemoryStream payload, int number)
    {
        for (; number >= 0x80; number >>= 7)
        {
            payload.WriteByte((byte)(number | 0x80));
        }

        payload.WriteByte((byte)number);
    }
}
