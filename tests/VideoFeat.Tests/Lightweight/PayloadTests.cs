using VideoFeat.Bridges.Entropy;
using VideoFeat.Bridges.Lightweight;
using VideoFeat.Packing;
using VideoFeat.Packing.Quantization;
using VideoFeat.Tests.Reference;

namespace VideoFeat.Tests.Lightweight;

/// <summary>Codes come back exactly, on any processor; damage is an error; the size is near the entropy.</summary>
public class PayloadTests
{
    private static readonly ChannelGeometry[] Shapes =
    [
        new(1, 1, 1, false), new(1, 1, 2, false), new(3, 1, 1, false), new(17, 1, 1, false), new(1, 300, 1, false), new(1, 1, 300, false), new(5, 4, 4, false),
        new(2, 33, 17, false), new(40, 8, 8, false), new(3, 2, 70, false),
    ];

    [Theory]
    [InlineData(LightweightContexts.One)]
    [InlineData(LightweightContexts.Rich)]
    public void Every_shape_and_number_of_levels_comes_back_with_vectors_and_without(LightweightContexts contexts)
    {
        foreach (int levels in new[] { 1, 2, 3, 4, 5, 8, 16, 17, 100, 256 })
        {
            foreach (ChannelGeometry shape in Shapes)
            {
                foreach (string content in new[] { "noise", "sparse", "constant" })
                {
                    byte[][] codes = [Codes(content, shape.Elements, levels)];
                    LevelTable[] tables = [Table(levels)];
                    byte[] payload = PayloadWriter.Write([shape], codes, tables, contexts, 1, MixerWidths.Best);
                    Assert.Equal(payload, PayloadWriter.Write([shape], codes, tables, contexts, 1, MixerWidth.Scalar));
                    foreach (MixerWidth width in new[] { MixerWidth.Scalar, MixerWidths.Best })
                    {
                        Assert.Null(PayloadReader.Read(payload, [shape], contexts, 1, width, out byte[][] back, out LevelTable[] read));
                        Assert.Equal(codes[0], back[0]);
                        Assert.Equal(tables[0].Levels.ToArray(), read[0].Levels.ToArray());
                    }
                }
            }
        }
    }

    [Fact]
    public void Large_tensors_are_several_segments_and_threads_change_nothing()
    {
        ChannelGeometry[] shapes = [new(9, 200, 300, false), new(4, 5, 5, false)];
        byte[][] codes = [.. shapes.Select(s => Codes("sparse", s.Elements, 4))];
        LevelTable[] tables = [Table(4), LevelTable.Of([0, 1, 3, 9], [0.5, 2, 6])];
        byte[] one = PayloadWriter.Write(shapes, codes, tables, LightweightContexts.Rich, 1, MixerWidths.Best);
        Assert.Equal(one, PayloadWriter.Write(shapes, codes, tables, LightweightContexts.Rich, 4, MixerWidths.Best));
        Assert.Null(PayloadReader.Read(one, shapes, LightweightContexts.Rich, 3, MixerWidths.Best, out byte[][] back, out LevelTable[] read));
        Assert.Equal(codes, back);
        Assert.Equal([0f, 1, 3, 9], read[1].Levels.ToArray());
    }

    // The engine's own figure: its probabilities move by 1/61.5 and 1/11.5, so independent codes cost up to 2.2 % more than their entropy.
    [Theory]
    [InlineData(2, LightweightContexts.One, 1.025)]
    [InlineData(3, LightweightContexts.One, 1.022)]
    [InlineData(4, LightweightContexts.One, 1.02)]
    [InlineData(8, LightweightContexts.One, 1.02)]
    [InlineData(2, LightweightContexts.Rich, 1.012)]
    [InlineData(4, LightweightContexts.Rich, 1.012)]
    [InlineData(8, LightweightContexts.Rich, 1.012)]
    public void Independent_samples_of_the_model_cost_little_more_than_their_entropy(int levels, LightweightContexts contexts, double most)
    {
        var input = new AsymmetricLaplace(0.7716595, -1.4350621);
        var model = new ActivationModel(input, 0.1);
        LevelTable table = LevelTable.Even(new ValueRange(0, (float)ClippingRange.BestMaximum(model, 0, levels)), levels);
        var shape = new ChannelGeometry(8, 128, 128, false);
        var codes = new byte[shape.Elements];
        LevelKernel.Quantize(LaplaceSamples.Make(input, 0.1, codes.Length, seed: 2), table.Thresholds, codes, MixerWidths.Best);
        double entropy = codes.GroupBy(c => c).Select(g => g.Count() / (double)codes.Length).Sum(p => -p * Math.Log2(p));
        double modelled = Enumerable.Range(0, levels)
            .Select(i => model.Between(i == 0 ? double.NegativeInfinity : table.Thresholds[i - 1], i == levels - 1 ? double.PositiveInfinity : table.Thresholds[i]).Mass)
            .Sum(p => -p * Math.Log2(p));
        Assert.Equal(modelled, entropy, 0.01);
        byte[] payload = PayloadWriter.Write([shape], [codes], [table], contexts, 1, MixerWidths.Best);
        Assert.InRange(payload.Length * 8.0 / codes.Length / entropy, 0.99, most);
    }

    [Theory]
    [InlineData(LightweightContexts.One)]
    [InlineData(LightweightContexts.Rich)]
    public void Every_cut_is_an_error(LightweightContexts contexts)
    {
        var shape = new ChannelGeometry(4, 12, 12, false);
        byte[] payload = PayloadWriter.Write([shape], [Codes("noise", shape.Elements, 5)], [Table(5)], contexts, 1, MixerWidths.Best);
        for (int length = 0; length < payload.Length; length++)
        {
            Assert.NotNull(PayloadReader.Read(payload.AsMemory(0, length), [shape], contexts, 1, MixerWidths.Best, out _, out _));
        }
    }

    [Fact]
    public void What_is_wrong_is_said()
    {
        var shape = new ChannelGeometry(4, 12, 12, false);
        byte[] good = PayloadWriter.Write([shape], [Codes("noise", shape.Elements, 5)], [Table(5)], LightweightContexts.One, 1, MixerWidths.Best);
        Assert.Equal("quantizer of tensor 0: form 2 is unknown", Fault(p => p[1] = 2));
        Assert.Equal("quantizer of tensor 0: level 0 is NaN; levels are finite and rise", Fault(p => (p[4], p[5]) = (0xC0, 0x7F)));
        Assert.Equal("quantizer of tensor 0: level 1 is -4 behind 0; levels are finite and rise", Fault(p => p[9] |= 0x80));
        Assert.Equal("quantizer of tensor 0: 5 levels between 0 and 0", Fault(p => (p[8], p[9]) = (0, 0)));
        Assert.Equal("index of tensor 0: its segments hold 0 of 4 channels", Fault(p => p[10] = 0));
        Assert.Equal("index of tensor 0: segment 0 of 1 is damaged", Fault(p => p[11] = 5));
        Assert.Equal("quantizer of tensor 0: 1 bytes are left", PayloadReader.Read(good.AsMemory(0, 1), [shape], LightweightContexts.One, 1, MixerWidths.Best, out _, out _));
        Assert.Equal("quantizer of tensor 0: 3 bytes are left for 2 values", PayloadReader.Read(good.AsMemory(0, 5), [shape], LightweightContexts.One, 1, MixerWidths.Best, out _, out _));

        string? Fault(Action<byte[]> damage)
        {
            byte[] bad = [.. good];
            damage(bad);
            return PayloadReader.Read(bad, [shape], LightweightContexts.One, 1, MixerWidths.Best, out _, out _);
        }
    }

    private static LevelTable Table(int levels) => LevelTable.Even(new ValueRange(0, levels - 1), levels);

    private static byte[] Codes(string content, int elements, int levels)
    {
        Random random = Seeds.Random(levels);
        var codes = new byte[elements];
        for (int i = 0; i < elements; i++)
        {
            codes[i] = (byte)(content switch
            {
                "noise" => random.Next(levels),
                "sparse" => random.Next(4) == 0 ? random.Next(levels) : 0,
                _ => levels - 1,
            });
        }

        return codes;
    }
}
