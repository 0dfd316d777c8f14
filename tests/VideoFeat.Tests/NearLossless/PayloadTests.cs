using VideoFeat.Bridges.Entropy;
using VideoFeat.Bridges.NearLossless;
using VideoFeat.Packing;

namespace VideoFeat.Tests.NearLossless;

/// <summary>Lossless is lossless, on any processor; damage is an error.</summary>
public class PayloadTests
{
    private static readonly ChannelGeometry[] Shapes =
    [
        new(1, 1, 1, false), new(1, 1, 2, false), new(3, 1, 1, false), new(17, 1, 1, false), new(1, 300, 1, false), new(1, 1, 300, false), new(5, 4, 4, false),
        new(7, 5, 3, false), new(2, 33, 17, false), new(40, 8, 8, false), new(6, 13, 13, false), new(3, 2, 70, false),
    ];

    public static TheoryData<string, int, NearLosslessEffort> Cases()
    {
        var cases = new TheoryData<string, int, NearLosslessEffort>();
        foreach (string content in Contents.Names)
        {
            foreach (int bits in new[] { 8, 10, 12 })
            {
                foreach (NearLosslessEffort effort in Enum.GetValues<NearLosslessEffort>())
                {
                    cases.Add(content, bits, effort);
                }
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_shape_comes_back_alone_and_after_another_set_with_vectors_and_without(string content, int bits, NearLosslessEffort effort)
    {
        foreach (ChannelGeometry shape in Shapes)
        {
            ushort[][] codes = [Contents.Make(content, shape.Elements, shape.Width, bits, 1)];
            ushort[][] before = [Contents.Make(content, shape.Elements, shape.Width, bits, 2)];
            foreach (ushort[][]? previous in new[] { null, before })
            {
                byte[] payload = Write([shape], bits, codes, previous, effort);
                Assert.Equal(payload, Write([shape], bits, codes, previous, effort, MixerWidth.Scalar));
                Assert.Null(PayloadReader.Read(payload, [shape], bits, previous, 1, MixerWidth.Scalar, out ushort[][] back));
                Assert.Equal(codes[0], back[0]);
                Assert.Null(PayloadReader.Read(payload, [shape], bits, previous, 2, MixerWidths.Best, out back));
                Assert.Equal(codes[0], back[0]);
            }
        }
    }

    [Theory]
    [InlineData(NearLosslessEffort.Fast)]
    [InlineData(NearLosslessEffort.Best)]
    public void Large_tensors_are_several_segments_and_threads_change_nothing(NearLosslessEffort effort)
    {
        var shape = new ChannelGeometry(9, 200, 300, false);
        ushort[][] codes = [Contents.Make("smooth", shape.Elements, shape.Width, 8, 3)];
        byte[] one = PayloadWriter.Write([shape], 8, codes, null, new NearLosslessOptions { Effort = effort, Threads = 1 }, MixerWidths.Best);
        byte[] four = PayloadWriter.Write([shape], 8, codes, null, new NearLosslessOptions { Effort = effort, Threads = 4 }, MixerWidths.Best);
        Assert.Equal(one, four);
        Assert.Equal(3, one[2]);
        Assert.Null(PayloadReader.Read(one, [shape], 8, null, 3, MixerWidths.Best, out ushort[][] back));
        Assert.Equal(codes[0], back[0]);
    }

    [Fact]
    public void Several_tensors_of_a_set_come_back()
    {
        ChannelGeometry[] shapes = [new(4, 20, 20, false), new(8, 10, 10, false), new(16, 5, 5, false)];
        ushort[][] codes = [.. shapes.Select((s, i) => Contents.Make("sparse", s.Elements, s.Width, 10, i))];
        byte[] payload = Write(shapes, 10, codes, null, NearLosslessEffort.Best);
        Assert.Null(PayloadReader.Read(payload, shapes, 10, null, 0, MixerWidths.Best, out ushort[][] back));
        Assert.Equal(codes, back);
    }

    [Fact]
    public void Constant_sets_cost_next_to_nothing_and_noise_little_more_than_itself()
    {
        var shape = new ChannelGeometry(32, 40, 40, false);
        foreach (NearLosslessEffort effort in Enum.GetValues<NearLosslessEffort>())
        {
            Assert.InRange(Write([shape], 8, [Contents.Make("constant", shape.Elements, 40, 8, 1)], null, effort).Length, 1, 40);
            Assert.InRange(Write([shape], 8, [Contents.Make("noise", shape.Elements, 40, 8, 1)], null, effort).Length, shape.Elements * 0.99, shape.Elements * 1.07);
        }
    }

    [Fact]
    public void A_set_much_like_the_one_before_costs_far_less_than_alone()
    {
        var shape = new ChannelGeometry(8, 40, 40, false);
        ushort[][] before = [Contents.Make("noise", shape.Elements, 40, 8, 1)];
        ushort[][] codes = [[.. before[0].Select((c, i) => (ushort)Math.Clamp(c + (i % 3) - 1, 0, 255))]];
        int alone = Write([shape], 8, codes, null, NearLosslessEffort.Best).Length;
        Assert.InRange(Write([shape], 8, codes, before, NearLosslessEffort.Best).Length, 1, alone / 2);
    }

    [Fact]
    public void Best_takes_fewer_bytes_than_default_and_default_no_more_than_fast_on_features()
    {
        var shape = new ChannelGeometry(16, 48, 48, false);
        ushort[][] codes = [Contents.Make("smooth", shape.Elements, 48, 8, 5)];
        int fast = Write([shape], 8, codes, null, NearLosslessEffort.Fast).Length;
        int best = Write([shape], 8, codes, null, NearLosslessEffort.Best).Length;
        Assert.True(best < fast, $"best takes {best} bytes, fast {fast}");
    }

    [Theory]
    [InlineData(NearLosslessEffort.Fast)]
    [InlineData(NearLosslessEffort.Default)]
    [InlineData(NearLosslessEffort.Best)]
    public void Every_cut_is_an_error(NearLosslessEffort effort)
    {
        var shape = new ChannelGeometry(4, 12, 12, false);
        byte[] payload = Write([shape], 8, [Contents.Make("smooth", shape.Elements, 12, 8, 1)], null, effort);
        for (int length = 0; length < payload.Length; length++)
        {
            Assert.NotNull(PayloadReader.Read(payload.AsMemory(0, length), [shape], 8, null, 1, MixerWidths.Best, out _));
        }
    }

    [Fact]
    public void What_is_wrong_is_said()
    {
        var shape = new ChannelGeometry(4, 12, 12, false);
        ushort[][] codes = [Contents.Make("smooth", shape.Elements, 12, 8, 1)];
        byte[] good = Write([shape], 8, codes, null, NearLosslessEffort.Best);
        Assert.Equal("payload version 9; this reader knows 1", Fault(p => p[0] = 9));
        Assert.Equal("payload flags 03 are unknown", Fault(p => p[1] = 3));
        Assert.Equal("payload flags 42 are unknown", Fault(p => p[1] = 0x42));
        Assert.Equal("it refers to the set before it, which is not there", Fault(p => p[1] |= 0x80));
        Assert.Equal("index of tensor 0: its segments hold 0 of 4 channels", Fault(p => p[2] = 0));
        Assert.Equal("index of tensor 0: segment 0 of 1 is damaged", Fault(p => p[3] = 5));
        Assert.Equal("payload of 1 bytes", PayloadReader.Read(good.AsMemory(0, 1), [shape], 8, null, 1, MixerWidths.Best, out _));
        Assert.Matches(@"^its segments take \d+ bytes; \d+ are there$", PayloadReader.Read(good.AsMemory(0, good.Length - 1), [shape], 8, null, 1, MixerWidths.Best, out _));

        string? Fault(Action<byte[]> damage)
        {
            byte[] bad = [.. good];
            damage(bad);
            return PayloadReader.Read(bad, [shape], 8, null, 1, MixerWidths.Best, out _);
        }
    }

    private static byte[] Write(
        ChannelGeometry[] shapes, int bits, ushort[][] codes, ushort[][]? previous, NearLosslessEffort effort, MixerWidth? width = null) =>
        PayloadWriter.Write(shapes, bits, codes, previous, new NearLosslessOptions { Effort = effort, Threads = 1 }, width ?? MixerWidths.Best);
}
