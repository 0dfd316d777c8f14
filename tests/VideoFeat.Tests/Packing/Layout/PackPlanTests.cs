using VideoFeat.Packing;
using VideoFeat.Packing.Layout;
using VideoFeat.Tests.Reference;

namespace VideoFeat.Tests.Packing.Layout;

public class PackPlanTests
{
    [Theory]
    [InlineData("64x80x80", 640, 640, 1, 8)]
    [InlineData("256x56x56", 896, 896, 1, 8)]
    [InlineData("64x52x52", 448, 448, 1, 8)]
    [InlineData("96x56x56", 448, 672, 1, 8)]
    [InlineData("384x14x14", 256, 384, 1, 8)]
    [InlineData("2048x7x7", 328, 400, 1, 8)]
    [InlineData("512x1x1", 64, 64, 1, 8)]
    [InlineData("1x1000000", 1000, 1000, 1, 8)]
    [InlineData("1000000", 1000, 1000, 1, 8)]
    [InlineData("1x1x1", 64, 64, 1, 8)]
    [InlineData("3x4000x5000", 5000, 4000, 3, 8)]
    [InlineData("197x768", 768, 200, 1, 8)]
    [InlineData("2x9000x100", 624, 3000, 1, 8)]
    [InlineData("64x80x80", 640, 640, 1, 1)]
    [InlineData("64x52x52", 416, 416, 1, 1)]
    [InlineData("384x14x14", 224, 336, 1, 1)]
    [InlineData("256x13x13", 208, 208, 1, 1)]
    [InlineData("2048x7x7", 288, 352, 1, 1)]
    [InlineData("1000000", 1000, 1000, 1, 1)]
    [InlineData("3x4000x5000", 5000, 4000, 3, 1)]
    public void Sheets_are_near_square_and_waste_little(string shape, int width, int height, int frames, int alignment)
    {
        PackPlan plan = PackPlan.Create([Spec("t", shape)], new LayoutOptions { TileAlignment = alignment });
        Assert.Equal((width, height, frames), (plan.FrameWidth, plan.FrameHeight, plan.FramesPerSet));
    }

    [Theory]
    [InlineData(8, (64 * 56 * 56) + (128 * 32 * 32) + (256 * 16 * 16))]
    [InlineData(1, (64 * 52 * 52) + (128 * 26 * 26) + (256 * 13 * 13))]
    public void A_pyramid_lies_on_one_sheet_with_little_waste(int alignment, double cells)
    {
        PackPlan plan = PackPlan.Create(
            [Spec("p3", "64x52x52"), Spec("p4", "128x26x26"), Spec("p5", "256x13x13")], new LayoutOptions { TileAlignment = alignment });
        Assert.Equal(1, plan.FramesPerSet);
        Assert.InRange(plan.SamplesPerSet / cells, 1, 1.08);
        Assert.InRange(plan.FrameWidth / (double)plan.FrameHeight, 1 / 3.0, 3);
    }

    public static TheoryData<string, AxisOrder, string, LayoutKind> Plans()
    {
        var data = new TheoryData<string, AxisOrder, string, LayoutKind>();
        string[] sets = ["37", "11x17", "5x9x7", "64x13x13;32x26x26;16x52x52", "2x300x5", "1x2x700", "3x3x3x3;10x1x1;200x2x3", "130x1x1", "7x33x129;1x1x1"];
        foreach (string set in sets)
        {
            foreach (string limits in new[] { "8192x4320", "128x128", "64x64", "72x512" })
            {
                data.Add(set, AxisOrder.ChannelsFirst, limits, LayoutKind.Tiled);
                data.Add(set, AxisOrder.ChannelsLast, limits, LayoutKind.Tiled);
                data.Add(set, AxisOrder.ChannelsFirst, limits, LayoutKind.ChannelPerFrame);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public void Every_element_has_a_sample_of_its_own_where_the_format_says(string set, AxisOrder order, string limits, LayoutKind kind)
    {
        int[] most = [.. limits.Split('x').Select(int.Parse)];
        TensorSpec[] specs = [.. set.Split(';').Select((shape, i) => Spec($"t{i}", shape, order))];
        Random random = Seeds.Random();
        int[]?[] orders = [.. specs.Select((s, i) => i % 2 == 0 ? Permutation(ChannelGeometry.Of(s).Channels, random) : null)];
        PackPlan plan = PackPlan.Create(
            specs, new LayoutOptions { Kind = kind, MaxWidth = most[0], MaxHeight = most[1], MinWidth = 16, MinHeight = 16, ChannelOrders = orders });
        Assert.InRange(plan.FrameWidth, 16, most[0]);
        Assert.InRange(plan.FrameHeight, 16, most[1]);
        Assert.Equal((0, 0), (plan.FrameWidth % 8, plan.FrameHeight % 8));
        var samples = new HashSet<(int, int, int)>();
        for (int t = 0; t < specs.Length; t++)
        {
            foreach ((int c, int y, int x) in NaiveLayout.Elements(plan.Geometries[t]))
            {
                (int frame, int row, int column) = plan.Locate(t, c, y, x);
                if (NaiveLayout.Locate(plan, t, c, y, x) != (frame, row, column) || frame >= plan.FramesPerSet || row >= plan.FrameHeight
                    || column >= plan.FrameWidth || !samples.Add((frame, row, column)))
                {
                    Assert.Fail($"tensor {t}, element ({c}, {y}, {x}) lies at frame {frame}, ({row}, {column}): elsewhere than the format says, or not alone");
                }
            }
        }

        Assert.Equal(plan.Elements, samples.Count);
        Assert.True(plan.FramesPerSet == 1 + samples.Max(s => s.Item1));
        if (kind == LayoutKind.ChannelPerFrame)
        {
            Assert.All(plan.Regions, r => Assert.Equal((1, 1, 0, 0), (r.Columns, r.RowsPerFrame, r.OriginX, r.OriginY)));
        }
    }

    [Fact]
    public void Batches_are_planned_as_single_sets()
    {
        PackPlan plan = PackPlan.Create([Spec("t", "4x3x8x8")], new LayoutOptions());
        Assert.Equal((new TensorShape(1, 3, 8, 8), 192L), (plan.Tensors[0].Shape, plan.Elements));
    }

    [Fact]
    public void Bad_options_are_listed_together() =>
        Assert.Equal(
            "Layout options: Kind is Payload; it must be Tiled or ChannelPerFrame; TileAlignment is 12; it must be a power of two of 1..64; "
            + "SizeMultiple is 1; it must be a power of two of 2..64; MaxWidth is 5; it must be 12..16384; MinWidth is 64; it must be 1..0; MinHeight is 5000; it must be 1..4320; "
            + "ChannelOrders has 2 entries; the set has 1 tensors.",
            Assert.Throws<ArgumentException>(() => PackPlan.Create(
                [Spec("t", "3x4x5")],
                new LayoutOptions { Kind = LayoutKind.Payload, TileAlignment = 12, SizeMultiple = 1, MaxWidth = 5, MinHeight = 5000, ChannelOrders = [null, null] }))
                .Message);

    [Theory]
    [InlineData("2x2", AxisOrder.Tokens, 0, "")]
    [InlineData("1x2x2x2", AxisOrder.Tokens, 0, "Tensor 't' of tokens has rank 4; tokens are TD or NTD.")]
    [InlineData("2x2", (AxisOrder)9, 0, "Tensor 't' has axis order 9; the orders are 1..3.")]
    [InlineData("3x4x4", AxisOrder.ChannelsFirst, 2, "the channel order of tensor 't' is not a permutation of its 3 channels.")]
    public void Sets_that_cannot_be_laid_out_are_refused(string shape, AxisOrder order, int channelOrder, string message)
    {
        var options = new LayoutOptions { ChannelOrders = channelOrder == 0 ? null : [[0, 1, 1]] };
        if (message.Length == 0)
        {
            Assert.Equal(1, PackPlan.Create([Spec("t", shape, order)], options).FramesPerSet);
        }
        else
        {
            Assert.StartsWith(message, Assert.Throws<ArgumentException>(() => PackPlan.Create([Spec("t", shape, order)], options)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_set_without_tensors_is_refused() =>
        Assert.Equal(
            "A feature set holds at least one tensor. (Parameter 'tensors')",
            Assert.Throws<ArgumentException>(() => PackPlan.Create([], new LayoutOptions())).Message);

    [Fact]
    public void More_frames_than_a_set_may_have_are_refused() =>
        Assert.StartsWith(
            "frames per set is 65537; allowed are 1..65536.",
            Assert.Throws<ArgumentException>(() => PackPlan.Create([Spec("t", "65537x1x1")], new LayoutOptions { Kind = LayoutKind.ChannelPerFrame })).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Similar_channels_become_neighbours()
    {
        // Channels 0 2 4 rise, 1 3 5 fall; within each kind they differ by little.
        float[] values = [.. from c in Enumerable.Range(0, 6) from x in Enumerable.Range(0, 64) select (c % 2 == 0 ? x : 64 - x) + (c * 0.01f)];
        int[] order = ChannelOrdering.BySimilarity(values, Spec("t", "6x8x8"));
        Assert.Equal([0, 2, 4, 1, 3, 5], order);
        float[] interleaved = [.. from x in Enumerable.Range(0, 64) from c in Enumerable.Range(0, 6) select values[(c * 64) + x]];
        Assert.Equal(order, ChannelOrdering.BySimilarity(interleaved, Spec("t", "8x8x6", AxisOrder.ChannelsLast)));
    }

    private static TensorSpec Spec(string name, string shape, AxisOrder order = AxisOrder.ChannelsFirst) =>
        new(name, ElementType.Float32, new TensorShape([.. shape.Split('x').Select(int.Parse)]), order);

    private static int[] Permutation(int length, Random random)
    {
        int[] order = [.. Enumerable.Range(0, length)];
        random.Shuffle(order);
        return order;
    }
}
