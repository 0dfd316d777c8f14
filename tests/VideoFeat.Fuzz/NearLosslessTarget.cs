using VideoFeat.Bridges.Entropy;
using VideoFeat.Bridges.NearLossless;
using VideoFeat.Packing;
using VideoFeat.Packing.Quantization;

namespace VideoFeat.Fuzz;

/// <summary>Payloads of the near-lossless bridge: read or refused, and every code that comes back is within its range.</summary>
internal static class NearLosslessTarget
{
    private static readonly ChannelGeometry[] Tensors = [new(3, 6, 7, false), new(20, 1, 1, false)];

    private static readonly QuantizerParameters[] Ranges = [new([0], [1]), new([0], [2])];
    private static readonly ushort[][] First = [.. Tensors.Select(t => Enumerable.Range(0, t.Elements).Select(i => (ushort)(i * i % 251 * (i % 3))).ToArray())];

    public static IEnumerable<byte[]> Seeds() => Enum.GetValues<NearLosslessEffort>().SelectMany(effort => Write(effort, 2));

    // The bytes come second, after a set of the effort that they name, so that those that go on from a set before find one.
    public static void Run(ReadOnlySpan<byte> data)
    {
        var effort = (NearLosslessEffort)Math.Min(data.Length > 1 ? data[1] & 3 : 0, 2);
        var reader = new PayloadReader(Tensors, 10, 1, MixerWidths.Best);
        if (reader.Read(Write(effort, 1)[0], Ranges, out _) is string wrong)
        {
            throw new InvalidOperationException(wrong);
        }

        string? fault = reader.Read(data.ToArray(), Ranges, out ushort[][] codes);
        if (fault?.Contains('\n', StringComparison.Ordinal) == true)
        {
            throw new InvalidOperationException("a fault of several lines");
        }

        if (fault is null && codes.Any(t => t.Any(c => c > 1023)))
        {
            throw new InvalidOperationException("a code beyond its bit depth");
        }
    }

    private static byte[][] Write(NearLosslessEffort effort, int sets)
    {
        var writer = new PayloadWriter(Tensors, 10, new NearLosslessOptions { Effort = effort, Threads = 1, KeyInterval = 2 }, MixerWidths.Best);
        return [.. Enumerable.Range(0, sets).Select(i => writer.Write(First, Ranges, i == 0))];
    }
}
