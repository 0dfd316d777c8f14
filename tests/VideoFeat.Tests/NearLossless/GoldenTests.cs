using VideoFeat.Bridges.Entropy;
using VideoFeat.Bridges.NearLossless;
using VideoFeat.Packing;

namespace VideoFeat.Tests.NearLossless;

/// <summary>Streams written down once: what was coded then is coded so still, and read, with vectors and without.</summary>
public class GoldenTests
{
    private static readonly ChannelGeometry[] Tensors = [new(6, 9, 11, false), new(20, 1, 3, false)];

    public static TheoryData<string> Files { get; } =
        [.. from bits in new[] { 8, 12 } from kind in new[] { "fast-{0}", "default-{0}", "default-{0}-inter", "best-{0}", "best-{0}-inter" } select string.Format(kind, bits) + ".bin"];

    [Theory]
    [MemberData(nameof(Files))]
    public void The_stream_is_the_one_that_was_written_down(string file)
    {
        string[] name = Path.GetFileNameWithoutExtension(file).Split('-');
        int bits = int.Parse(name[1]);
        NearLosslessEffort effort = Enum.Parse<NearLosslessEffort>(name[0], ignoreCase: true);
        ushort[][][] sets = [.. Enumerable.Range(0, name.Length > 2 ? 4 : 1).Select(set => Codes(bits, set))];
        if (Environment.GetEnvironmentVariable("VIDEOFEAT_WRITE_GOLDEN") is string folder)
        {
            File.WriteAllBytes(Path.Combine(folder, file), Payloads.Write(Tensors, bits, sets, effort)[^1]);
        }

        byte[] golden = File.ReadAllBytes(Vectors.Find($"near-lossless/{file}"));
        foreach (MixerWidth width in new[] { MixerWidth.Scalar, MixerWidths.Best })
        {
            byte[][] payloads = Payloads.Write(Tensors, bits, sets, effort, width);
            Assert.Equal(golden, payloads[^1]);
            Assert.Null(Payloads.Read(payloads, Tensors, bits, out ushort[][] back, width));
            Assert.Equal(sets[^1], back);
        }
    }

    private static ushort[][] Codes(int bits, int set) => [.. Tensors.Select((t, k) => Enumerable.Range(0, t.Elements).Select(i => Code(i, k, bits, set)).ToArray())];

    private static ushort Code(int i, int tensor, int bits, int set)
    {
        int max = (1 << bits) - 1;
        int wave = (Math.Abs((i % 29) - 14) * max / 20) + (i * i * 7 % 13) - (set * (i % 3));
        return (ushort)((i + tensor) % 4 == 0 ? 0 : Math.Clamp(wave, 0, max));
    }
}
