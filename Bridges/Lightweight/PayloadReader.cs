using System.Buffers.Binary;
using VideoFeat.Bridges.Carrier;
using VideoFeat.Bridges.Entropy;
using VideoFeat.Bridges.NearLossless;
using VideoFeat.Packing;
using VideoFeat.Packing.Quantization;

namespace VideoFeat.Bridges.Lightweight;

/// <summary>The payload of docs/formats/lightweight.md to codes; the mirror of <see cref="PayloadWriter"/>. Safe on any bytes.</summary>
internal static class PayloadReader
{
    /// <summary>Reads one set; what is wrong, or null.</summary>
    /// <param name="payload">The whole payload.</param>
    /// <param name="tensors">The tensors' geometry, within the reader's limits.</param>
    /// <param name="contexts">What decisions are predicted from.</param>
    /// <param name="threads">Segments at once; 0: as many as there are processors.</param>
    /// <param name="width">Vectors to use.</param>
    /// <param name="codes">For each tensor its codes, on success.</param>
    /// <param name="quantizers">For each tensor its quantizer, on success.</param>
    public static string? Read(
        ReadOnlyMemory<byte> payload, IReadOnlyList<ChannelGeometry> tensors, LightweightContexts contexts, int threads, MixerWidth width,
        out byte[][] codes, out LevelTable[] quantizers)
    {
        codes = [];
        quantizers = new LevelTable[tensors.Count];
        int at = 0;
        for (int t = 0; t < quantizers.Length; t++)
        {
            if (Read(payload.Span, ref at, out quantizers[t]) is string wrong)
            {
                return $"quantizer of tensor {t}: {wrong}";
            }
        }

        if (SegmentIndex.Read(payload.Span, at, tensors, out List<Segment> segments, out List<Range> bytes) is string fault)
        {
            return fault;
        }

        LevelTable[] tables = quantizers;
        byte[][] all = [.. tensors.Select(t => new byte[t.Elements])];
        var faults = new string?[segments.Count];
        Parallel.For(0, segments.Count, SegmentThreads.Of(threads, CancellationToken.None), i =>
        {
            Segment s = segments[i];
            ChannelGeometry tensor = tensors[s.Tensor];
            var coder = new SegmentCoder(SegmentShape.Of(tensor, s.Channels), tables[s.Tensor].Levels.Length - 1, contexts, width);
            faults[i] = coder.Decode(payload.Span[bytes[i]], s.Part(all[s.Tensor], tensor));
        });
        codes = all;
        return faults.Select((f, i) => f is null ? null : $"segment {i}: {f}").FirstOrDefault(f => f is not null);
    }

    private static string? Read(ReadOnlySpan<byte> payload, ref int at, out LevelTable table)
    {
        table = null!;
        if (payload.Length - at < 2)
        {
            return $"{payload.Length - at} bytes are left";
        }

        int levels = payload[at] + 1;
        byte form = payload[at + 1];
        at += 2;
        if (form > PayloadWords.AnyLevels)
        {
            return $"form {form} is unknown";
        }

        var values = new float[form == PayloadWords.EvenLevels ? 2 : levels];
        if (payload.Length - at < values.Length * sizeof(float))
        {
            return $"{payload.Length - at} bytes are left for {values.Length} values";
        }

        foreach (ref float value in values.AsSpan())
        {
            value = BinaryPrimitives.ReadSingleLittleEndian(payload[at..]);
            at += sizeof(float);
        }

        string? fault = LevelTable.Read(values, out LevelTable? any);
        table = form == PayloadWords.EvenLevels && fault is null ? LevelTable.Even(new ValueRange(values[0], values[1]), levels) : any!;
        return fault ?? (table.Levels.Length == levels ? null : $"{levels} levels between {values[0]} and {values[1]}");
    }
}
