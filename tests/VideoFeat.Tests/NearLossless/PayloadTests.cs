using VideoFeat.Bridges.Carrier;
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
    public void Every_shape_comes_back_alone_and_after_other_sets_with_vectors_and_without(string content, int bits, NearLosslessEffort effort)
    {
        foreach (ChannelGeometry shape in Shapes)
        {
            ushort[][][] sets = [.. Enumerable.Range(1, 4).Select(seed => new[] { Contents.Make(content, shape.Elements, shape.Width, bits, seed) })];
            byte[][] payloads = Payloads.Write([shape], bits, sets, effort);
            Assert.Equal(payloads, Payloads.Write([shape], bits, sets, effort, MixerWidth.Scalar));
            for (int i = 0; i < sets.Length; i++)
            {
                Assert.Null(Payloads.Read(payloads[..(i + 1)], [shape], bits, out ushort[][] back, MixerWidth.Scalar));
                Assert.Equal(sets[i][0], back[0]);
                Assert.Null(Payloads.Read(payloads[..(i + 1)], [shape], bits, out back, threads: 2));
                Assert.Equal(sets[i][0], back[0]);
            }
        }
    }

    [Theory]
    [InlineData(NearLosslessEffort.Fast)]
    [InlineData(NearLosslessEffort.Best)]
    public void Large_tensors_are_several_segments_and_threads_change_nothing(NearLosslessEffort effort)
    {
        var shape = new ChannelGeometry(9, 200, 300, false);
        ushort[][][] sets = [[Contents.Make("smooth", shape.Elements, shape.Width, 8, 3)], [Contents.Make("smooth", shape.Elements, shape.Width, 8, 4)]];
        byte[][] one = Payloads.Write([shape], 8, sets, effort);
        Assert.Equal(one, Payloads.Write([shape], 8, sets, effort, threads: 4));
        Assert.Equal(3, one[0][2]);
        Assert.Null(Payloads.Read(one, [shape], 8, out ushort[][] back, threads: 3));
        Assert.Equal(sets[1][0], back[0]);
    }

    [Theory]
    [InlineData(NearLosslessEffort.Fast)]
    [InlineData(NearLosslessEffort.Default)]
    [InlineData(NearLosslessEffort.Best)]
    public void A_decoder_can_take_one_segment_and_leave_the_others(NearLosslessEffort effort)
    {
        var shape = new ChannelGeometry(9, 200, 300, false);
        ushort[] codes = Contents.Make("smooth", shape.Elements, shape.Width, 8, 3);
        byte[] payload = Payloads.Write([shape], 8, [codes], effort);
        Assert.Null(SegmentIndex.Read(payload, 2, [shape], out List<Segment> segments, out List<Range> bytes));
        Assert.Equal(3, segments.Count);
        for (int i = 0; i < segments.Count; i++)
        {
            byte[] own = payload[bytes[i]];
            var found = new ushort[segments[i].Channels * shape.ChannelElements];
            SegmentCoder coder = SegmentCoder.Of(SegmentShape.Of(shape, segments[i].Channels), effort, 8, MixerWidths.Best);
            Assert.Null(coder.Decode(own, SegmentRanges.Of(segments[i], Payloads.Ranges([shape], 0)), found));
            Assert.Equal(codes.AsSpan(segments[i].First * shape.ChannelElements, found.Length).ToArray(), found);
        }
    }

    [Fact]
    public void Several_tensors_of_a_set_come_back()
    {
        ChannelGeometry[] shapes = [new(4, 20, 20, false), new(8, 10, 10, false), new(16, 5, 5, false)];
        ushort[][] codes = [.. shapes.Select((s, i) => Contents.Make("sparse", s.Elements, s.Width, 10, i))];
        byte[] payload = Payloads.Write(shapes, 10, codes, NearLosslessEffort.Best);
        Assert.Null(Payloads.Read(payload, shapes, 10, out ushort[][] back, threads: 0));
        Assert.Equal(codes, back);
    }

    [Fact]
    public void Constant_sets_cost_next_to_nothing_and_noise_little_more_than_itself()
    {
        var shape = new ChannelGeometry(32, 40, 40, false);
        foreach (NearLosslessEffort effort in Enum.GetValues<NearLosslessEffort>())
        {
            Assert.InRange(Payloads.Write([shape], 8, [Contents.Make("constant", shape.Elements, 40, 8, 1)], effort).Length, 1, 40);
            Assert.InRange(Payloads.Write([shape], 8, [Contents.Make("noise", shape.Elements, 40, 8, 1)], effort).Length, shape.Elements * 0.99, shape.Elements * 1.07);
        }
    }

    [Theory]
    [InlineData(NearLosslessEffort.Default)]
    [InlineData(NearLosslessEffort.Best)]
    public void A_set_much_like_the_one_before_costs_far_less_than_alone(NearLosslessEffort effort)
    {
        var shape = new ChannelGeometry(8, 40, 40, false);
        ushort[][] before = [Contents.Make("noise", shape.Elements, 40, 8, 1)];
        ushort[][] codes = [[.. before[0].Select((c, i) => (ushort)Math.Clamp(c + (i % 3) - 1, 0, 255))]];
        byte[][] payloads = Payloads.Write([shape], 8, [before, codes], effort);
        Assert.InRange(payloads[1].Length, 1, payloads[0].Length / 1.7);
    }

    [Fact]
    public void What_was_learned_stays_for_the_sets_to_come()
    {
        // The sets have nothing to do with each other but their statistics.
        var shape = new ChannelGeometry(16, 10, 10, false);
        ushort[][][] sets = [.. Enumerable.Range(0, 8).Select(seed => new[] { Contents.Make("sparse", shape.Elements, 10, 8, seed) })];
        byte[][] payloads = Payloads.Write([shape], 8, sets, NearLosslessEffort.Best);
        int alone = Payloads.Write([shape], 8, sets[7], NearLosslessEffort.Best).Length;
        Assert.InRange(payloads[7].Length, 1, alone * 0.97);
    }

    [Fact]
    public void Best_takes_fewer_bytes_than_default_and_default_fewer_than_fast_on_features()
    {
        var shape = new ChannelGeometry(16, 48, 48, false);
        ushort[][] codes = [Contents.Make("related", shape.Elements, 48, 8, 5)];
        int fast = Payloads.Write([shape], 8, codes, NearLosslessEffort.Fast).Length;
        int middle = Payloads.Write([shape], 8, codes, NearLosslessEffort.Default).Length;
        int best = Payloads.Write([shape], 8, codes, NearLosslessEffort.Best).Length;
        Assert.True(best < middle && middle < fast, $"best takes {best} bytes, default {middle}, fast {fast}");
    }

    [Theory]
    [InlineData(NearLosslessEffort.Fast)]
    [InlineData(NearLosslessEffort.Default)]
    [InlineData(NearLosslessEffort.Best)]
    public void Every_cut_is_an_error(NearLosslessEffort effort)
    {
        var shape = new ChannelGeometry(4, 12, 12, false);
        ushort[][][] sets = [[Contents.Make("smooth", shape.Elements, 12, 8, 1)], [Contents.Make("smooth", shape.Elements, 12, 8, 2)]];
        byte[][] payloads = Payloads.Write([shape], 8, sets, effort);
        for (int set = 0; set < 2; set++)
        {
            for (int length = 0; length < payloads[set].Length; length++)
            {
                Assert.NotNull(Payloads.Read([.. payloads[..set], payloads[set][..length]], [shape], 8, out _));
            }
        }
    }

    [Fact]
    public void What_is_wrong_is_said()
    {
        var shape = new ChannelGeometry(4, 12, 12, false);
        ushort[][] codes = [Contents.Make("smooth", shape.Elements, 12, 8, 1)];
        byte[] good = Payloads.Write([shape], 8, codes, NearLosslessEffort.Best);
        Assert.Equal("payload version 9; this reader knows 2", Fault(p => p[0] = 9));
        Assert.Equal("payload flags 03 are unknown", Fault(p => p[1] = 3));
        Assert.Equal("payload flags 42 are unknown", Fault(p => p[1] = 0x42));
        Assert.Equal("it refers to the set before it, which is not there", Fault(p => p[1] |= 0x80));
        Assert.Equal("index of tensor 0: its segments hold 0 of 4 channels", Fault(p => p[2] = 0));
        Assert.Equal("index of tensor 0: segment 0 of 1 is damaged", Fault(p => p[3] = 5));
        Assert.Equal("payload of 1 bytes", Payloads.Read(good[..1], [shape], 8, out _));
        Assert.Matches(@"^its segments take \d+ bytes; \d+ are there$", Payloads.Read(good[..^1], [shape], 8, out _));

        byte[][] two = Payloads.Write([shape], 8, [codes, codes], NearLosslessEffort.Best);
        two[1][1] = 0x81;
        Assert.Equal("it refers to the set before it, whose effort or segments are others", Payloads.Read(two, [shape], 8, out _));

        string? Fault(Action<byte[]> damage)
        {
            byte[] bad = [.. good];
            damage(bad);
            return Payloads.Read(bad, [shape], 8, out _);
        }
    }

    [Fact]
    public void A_set_of_many_segments_keeps_nothing()
    {
        // A tensor a segment: what each keeps must not add up without bound.
        ChannelGeometry[] shapes = [.. Enumerable.Repeat(new ChannelGeometry(2, 4, 4, false), PayloadWords.MostKept + 1)];
        ushort[][] codes = [.. shapes.Select((s, i) => Contents.Make("sparse", s.Elements, 4, 8, i))];
        byte[][] payloads = Payloads.Write(shapes, 8, [codes, codes], NearLosslessEffort.Best);
        Assert.Equal((byte)NearLosslessEffort.Best, payloads[1][1]);
        Assert.Null(Payloads.Read(payloads, shapes, 8, out ushort[][] back));
        Assert.Equal(codes, back);
        payloads[1][1] |= 0x80;
        Assert.Equal("it refers to the set before it, which is not there", Payloads.Read(payloads, shapes, 8, out _));
    }
}
