using VideoFeat.Bridges.Entropy;
using VideoFeat.Bridges.NearLossless;
using VideoFeat.Packing;

namespace VideoFeat.Fuzz;

/// <summary>Payloads of the near-lossless bridge: read or refused, and every code that comes back is within its range.</summary>
internal static class NearLosslessTarget
{
    private static readonly ChannelGeometry[] Tensors = [new(3, 6, 7, false), new(20, 1, 1, false)];

    public static IEnumerable<byte[]> Seeds()
    {
        ushort[][] codes = [.. Tensors.Select(t => Enumerable.Range(0, t.Elements).Select(i => (ushort)(i * i % 251 * (i % 3))).ToArray())];
        foreach (NearLosslessEffort effort in Enum.GetValues<NearLosslessEffort>())
        {
            foreach (ushort[][]? previous in new[] { null, codes })
            {
                yield return PayloadWriter.Write(Tensors, 10, codes, previous, new NearLosslessOptions { Effort = effort, Threads = 1 }, MixerWidths.Best);
            }
        }
    }

    public static void Run(ReadOnlySpan<byte> data)
    {
        ushort[][] before = [.. Tensors.Select(t => new ushort[t.Elements])];
        string? fault = PayloadReader.Read(data.ToArray(), Tensors, 10, before, 1, MixerWidths.Best, out ushort[][] codes);
        if (fault?.Contains('\n', StringComparison.Ordinal) == true)
        {
            throw new InvalidOperationException("a fault of several lines");
        }

        if (fault is null && codes.Any(t => t.Any(c => c > 1023)))
        {
            throw new InvalidOperationException("a code beyond its bit depth");
        }
    }
}
