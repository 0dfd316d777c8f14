using System.Buffers.Binary;
using VideoFeat.Bridges.Entropy;

namespace VideoFeat.Bridges.Transform;

/// <summary>The payload of docs/formats/transform.md to levels; the mirror of <see cref="PayloadWriter"/>. Safe on any bytes.</summary>
internal static class PayloadReader
{
    /// <summary>Reads one set's levels; what is wrong, or null.</summary>
    /// <param name="payload">The whole payload.</param>
    /// <param name="set">The tensors' transforms and the state that segments start from.</param>
    /// <param name="codecs">One a tensor.</param>
    /// <param name="previous">Levels of the set before; null where it was lost or there was none.</param>
    /// <param name="threads">Segments at once; 0: as many as there are processors.</param>
    /// <param name="width">Vectors to use.</param>
    /// <param name="levels">The set's levels, on success.</param>
    public static string? Read(
        ReadOnlyMemory<byte> payload, TransformSet set, IReadOnlyList<TensorCodec> codecs, IReadOnlyList<short[]>? previous, int threads, MixerWidth width,
        out SetLevels? levels)
    {
        levels = null;
        if (Index(payload.Span, codecs, out int quality, out MotionField[]? motion, out List<Segment> segments) is string fault)
        {
            return fault;
        }

        if (motion is not null && previous is null)
        {
            return "it refers to the set before it, which is not there";
        }

        short[][] all = [.. codecs.Select(c => new short[c.Elements])];
        var faults = new string?[segments.Count];
        Parallel.For(0, segments.Count, PayloadWriter.Parallelism(threads, CancellationToken.None), i =>
        {
            Segment s = segments[i];
            TensorCodec codec = codecs[s.Tensor];
            int plane = codec.Grid.PlaneElements;
            var model = new CoefficientModel(width, set.State);
            var coder = new RangeDecoder(payload.Span.Slice(s.Start, s.Bytes));
            model.Code(
                ref coder, codec.Grid, new CoefficientSteps(codec.Transform, quality, motion?[s.Tensor].Shift ?? 0), all[s.Tensor].AsSpan(s.First * plane, s.Count * plane),
                motion is null ? default : previous![s.Tensor].AsSpan(s.First * plane, s.Count * plane), s.First);
            faults[i] = coder.IsWhole ? null : $"segment {i}: its {s.Bytes} bytes are {(coder.IsExhausted ? "fewer" : "more")} than its levels take";
        });
        levels = new SetLevels(quality, all, motion);
        return faults.FirstOrDefault(f => f is not null);
    }

    private static string? Index(
        ReadOnlySpan<byte> payload, IReadOnlyList<TensorCodec> codecs, out int quality, out MotionField[]? motion, out List<Segment> segments)
    {
        segments = [];
        motion = null;
        quality = 0;
        if (payload.Length < PayloadWords.HeadBytes || payload[0] != PayloadWords.Version)
        {
            return payload.Length < PayloadWords.HeadBytes ? $"payload of {payload.Length} bytes" : $"payload version {payload[0]}; this reader knows {PayloadWords.Version}";
        }

        if ((payload[1] & ~PayloadWords.InterBit) != 0)
        {
            return $"payload flags {payload[1]:x2} are unknown";
        }

        quality = BinaryPrimitives.ReadInt16LittleEndian(payload[2..]);
        motion = payload[1] == PayloadWords.InterBit ? new MotionField[codecs.Count] : null;
        int at = PayloadWords.HeadBytes;
        long bytes = 0;
        for (int t = 0; t < codecs.Count; t++)
        {
            if (motion is not null)
            {
                int length = Number(payload, ref at);
                if (length < 0 || length > payload.Length - at || MotionField.Parse(payload.Slice(at, length), codecs[t].Grid) is not MotionField field)
                {
                    return $"motion of tensor {t} is damaged";
                }

                motion[t] = field;
                at += length;
            }

            int count = Number(payload, ref at);
            int first = 0;
            int components = codecs[t].Transform.Components;

            // Each entry takes two bytes at least, so a wrong count ends with the payload.
            for (int i = 0; i < count; i++)
            {
                int own = Number(payload, ref at);
                int length = Number(payload, ref at);
                if (own < 1 || length < 0 || own > components - first)
                {
                    return $"index of tensor {t}: segment {i} of {count} is damaged";
                }

                segments.Add(new Segment(t, first, own, (int)Math.Min(bytes, int.MaxValue), length));
                first += own;
                bytes += length;
            }

            if (first != components)
            {
                return $"index of tensor {t}: its segments hold {first} of {components} components";
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

    private readonly record struct Segment(int Tensor, int First, int Count, int Start, int Bytes);
}
