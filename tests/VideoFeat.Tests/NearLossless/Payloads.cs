using VideoFeat.Bridges.Entropy;
using VideoFeat.Bridges.NearLossless;
using VideoFeat.Packing;
using VideoFeat.Packing.Quantization;

namespace VideoFeat.Tests.NearLossless;

/// <summary>Payloads of consecutive sets, whose quantizers' ranges differ a little from set to set.</summary>
internal static class Payloads
{
    /// <summary>The ranges of set <paramref name="index"/>.</summary>
    public static QuantizerParameters[] Ranges(ChannelGeometry[] tensors, int index) => [.. tensors.Select((t, i) => i % 2 == 0
        ? new QuantizerParameters([-0.02f * index], [1 + (0.05f * index)])
        : new QuantizerParameters(
            [.. Enumerable.Range(0, t.Channels).Select(c => -0.01f * index * (c % 5))], [.. Enumerable.Range(0, t.Channels).Select(c => 1 + (0.01f * c))]))];

    /// <summary>One payload a set; the first alone, each other after the one before it.</summary>
    public static byte[][] Write(
        ChannelGeometry[] tensors, int bits, IEnumerable<ushort[][]> sets, NearLosslessEffort effort, MixerWidth? width = null, int threads = 1)
    {
        var options = new NearLosslessOptions { Effort = effort, Threads = threads, KeyInterval = 100 };
        var writer = new PayloadWriter(tensors, bits, options, width ?? MixerWidths.Best);
        return [.. sets.Select((codes, i) => writer.Write(codes, Ranges(tensors, i), i == 0))];
    }

    /// <summary>A set alone.</summary>
    public static byte[] Write(ChannelGeometry[] tensors, int bits, ushort[][] codes, NearLosslessEffort effort, MixerWidth? width = null, int threads = 1) =>
        Write(tensors, bits, [codes], effort, width, threads)[0];

    /// <summary>What is wrong with the last of several payloads, or null and its codes; those before it are well.</summary>
    public static string? Read(
        IReadOnlyList<byte[]> payloads, ChannelGeometry[] tensors, int bits, out ushort[][] codes, MixerWidth? width = null, int threads = 1)
    {
        var reader = new PayloadReader(tensors, bits, threads, width ?? MixerWidths.Best);
        codes = [];
        for (int i = 0; i < payloads.Count - 1; i++)
        {
            Assert.Null(reader.Read(payloads[i], Ranges(tensors, i), out _));
        }

        return reader.Read(payloads[^1], Ranges(tensors, payloads.Count - 1), out codes);
    }

    /// <summary>The same of one payload alone.</summary>
    public static string? Read(byte[] payload, ChannelGeometry[] tensors, int bits, out ushort[][] codes, MixerWidth? width = null, int threads = 1) =>
        Read([payload], tensors, bits, out codes, width, threads);
}
