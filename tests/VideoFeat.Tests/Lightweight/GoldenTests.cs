using VideoFeat.Bridges.Entropy;
using VideoFeat.Bridges.Lightweight;
using VideoFeat.Packing;
using VideoFeat.Packing.Quantization;

namespace VideoFeat.Tests.Lightweight;

/// <summary>Payloads written down once: what was coded then is coded so still, and read, with vectors and without.</summary>
public class GoldenTests
{
    private static readonly ChannelGeometry[] Tensors = [new(6, 9, 11, false), new(20, 1, 3, false)];

    [Theory]
    [InlineData("one", 2)]
    [InlineData("one", 7)]
    [InlineData("rich", 4)]
    [InlineData("rich", 32)]
    public void The_payload_is_the_one_that_was_written_down(string name, int levels)
    {
        LightweightContexts contexts = Enum.Parse<LightweightContexts>(name, ignoreCase: true);
        byte[][] codes = [.. Tensors.Select((t, k) => Enumerable.Range(0, t.Elements).Select(i => Code(i, k, levels)).ToArray())];
        LevelTable[] tables = [LevelTable.Even(new ValueRange(-0.5f, 6), levels), LevelTable.Of([.. Enumerable.Range(0, levels).Select(i => i * i * 0.25)], [])];
        byte[] golden = File.ReadAllBytes(Vectors.Find($"lightweight/{name}-{levels}.bin"));
        foreach (MixerWidth width in new[] { MixerWidth.Scalar, MixerWidths.Best })
        {
            Assert.Equal(golden, PayloadWriter.Write(Tensors, codes, tables, contexts, 1, width));
            Assert.Null(PayloadReader.Read(golden, Tensors, contexts, 1, width, out byte[][] back, out LevelTable[] read));
            Assert.Equal(codes, back);
            Assert.Equal(tables[1].Levels.ToArray(), read[1].Levels.ToArray());
        }
    }

    private static byte Code(int i, int tensor, int levels)
    {
        int wave = (Math.Abs((i % 29) - 14) * (levels - 1) / 14) + (i * i * 7 % 3);
        return (byte)((i + tensor) % 3 == 0 ? 0 : Math.Clamp(wave, 0, levels - 1));
    }
}
