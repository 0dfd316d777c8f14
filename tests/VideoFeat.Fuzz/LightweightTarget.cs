using VideoFeat.Bridges.Entropy;
using VideoFeat.Bridges.Lightweight;
using VideoFeat.Packing;
using VideoFeat.Packing.Quantization;

namespace VideoFeat.Fuzz;

/// <summary>Payloads of the lightweight bridge (the first byte chooses the contexts): read or refused, and every code that comes back has a level.</summary>
internal static class LightweightTarget
{
    private static readonly ChannelGeometry[] Tensors = [new(3, 6, 7, false), new(20, 1, 1, false)];

    public static IEnumerable<byte[]> Seeds()
    {
        foreach (LightweightContexts contexts in Enum.GetValues<LightweightContexts>())
        {
            foreach (int levels in new[] { 2, 5, 256 })
            {
                byte[][] codes = [.. Tensors.Select(t => Enumerable.Range(0, t.Elements).Select(i => (byte)(i * i % levels * (i % 3 == 0 ? 1 : 0))).ToArray())];
                LevelTable[] tables = [LevelTable.Even(new ValueRange(0, 6), levels), LevelTable.Of([.. Enumerable.Range(0, levels).Select(i => (double)(i * i))], [])];
                yield return [(byte)contexts, .. PayloadWriter.Write(Tensors, codes, tables, contexts, 1, MixerWidths.Best)];
            }
        }
    }

    public static void Run(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty)
        {
            return;
        }

        string? fault = PayloadReader.Read(
            data[1..].ToArray(), Tensors, (LightweightContexts)(data[0] & 1), 1, MixerWidths.Best, out byte[][] codes, out LevelTable[] quantizers);
        if (fault?.Contains('\n', StringComparison.Ordinal) == true)
        {
            throw new InvalidOperationException("a fault of several lines");
        }

        for (int t = 0; t < codes.Length; t++)
        {
            if (codes[t].Any(c => c >= quantizers[t].Levels.Length))
            {
                throw new InvalidOperationException("a code without a level");
            }
        }
    }
}
