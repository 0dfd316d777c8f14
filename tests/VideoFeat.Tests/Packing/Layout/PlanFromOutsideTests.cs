using VideoFeat.Packing;
using VideoFeat.Packing.Layout;

namespace VideoFeat.Tests.Packing.Layout;

/// <summary>Plans that a stream states: every impossible one is refused with the reason.</summary>
public class PlanFromOutsideTests
{
    private static readonly TensorSpec A = new("a", ElementType.Float32, new TensorShape(4, 10, 10));
    private static readonly TensorSpec B = new("b", ElementType.Float32, new TensorShape(2, 10, 10));
    private static readonly TileRegion Good = new(0, 0, 0, 10, 10, 16, 16, 2, 2);
    private static readonly TileRegion Below = new(0, 0, 32, 10, 10, 16, 16, 2, 1);

    [Fact]
    public void A_good_plan_is_taken()
    {
        PackPlan plan = PackPlan.FromRegions(LayoutKind.Tiled, [A, B], [Good, Below], null, 64, 64, 1, FeatureLimits.Default);
        Assert.Equal((0, 41, 25), plan.Locate(1, 1, 9, 9));
    }

    [Fact]
    public void A_region_may_use_what_another_leaves_of_its_last_row()
    {
        // Three tiles of a: the fourth cell is free.
        TensorSpec three = A with { Shape = new TensorShape(3, 10, 10) };
        TensorSpec one = B with { Shape = new TensorShape(1, 10, 10) };
        Assert.NotNull(PackPlan.FromRegions(
            LayoutKind.Tiled, [three, one], [Good, new(0, 16, 16, 10, 10, 16, 16, 1, 1)], null, 32, 32, 1, FeatureLimits.Default));
    }

    [Theory]
    [InlineData(0, 0, 32, 10, 10, 16, 16, 2, 1, null)]
    [InlineData(0, 8, 24, 10, 10, 16, 16, 2, 1, "Layout: the regions of tensors 'a' and 'b' overlap: *")]
    [InlineData(1, 0, 0, 10, 10, 16, 16, 2, 1, "Layout: the region of tensor 'b' needs 1 frames from frame 1 on; the set has 1.")]
    [InlineData(0, 0, 32, 10, 10, 16, 16, 1, 1, "Layout: the region of tensor 'b' needs 2 frames from frame 0 on; the set has 1.")]
    [InlineData(0, 48, 32, 10, 10, 16, 16, 2, 1, "Layout: the region of tensor 'b' leaves the frame of 64x64: *")]
    [InlineData(0, 0, 32, 10, 10, 16, 16, int.MaxValue, 1, "Layout: the region of tensor 'b' leaves the frame of 64x64: *")]
    [InlineData(int.MaxValue, 0, 32, 10, 10, 16, 16, 2, 1, "Layout: the region of tensor 'b' needs 1 frames from frame 2147483647 on; the set has 1.")]
    [InlineData(0, 0, 32, 10, 10, 9, 16, 2, 1, "Layout: the region of tensor 'b' has an impossible size: *")]
    [InlineData(0, 0, 32, 0, 10, 16, 16, 2, 1, "Layout: the region of tensor 'b' has an impossible size: *")]
    [InlineData(0, 0, 32, 10, 10, 16, 16, 0, 1, "Layout: the region of tensor 'b' has an impossible size: *")]
    [InlineData(0, -1, 32, 10, 10, 16, 16, 2, 1, "Layout: the region of tensor 'b' has an impossible size: *")]
    [InlineData(0, 0, 32, 1, 1, 1, 1, 10, 10, "Layout: the region of tensor 'b' needs 2 frames from frame 0 on; the set has 1.")]
    public void Regions_are_checked(int frame, int x, int y, int w, int h, int sx, int sy, int columns, int rows, string? message)
    {
        var region = new TileRegion(frame, x, y, w, h, sx, sy, columns, rows);
        if (message is null)
        {
            Assert.NotNull(PackPlan.FromRegions(LayoutKind.Tiled, [A, B], [Good, region], null, 64, 64, 1, FeatureLimits.Default));
            return;
        }

        string found = Assert.Throws<FeatureFormatException>(
            () => PackPlan.FromRegions(LayoutKind.Tiled, [A, B], [Good, region], null, 64, 64, 1, FeatureLimits.Default)).Message;
        Assert.Equal(message.EndsWith('*') ? $"{message[..^1]}{Tail(message, region)}" : message, found);
    }

    private static string Tail(string message, TileRegion region) => message.Contains("overlap", StringComparison.Ordinal) ? $"{Good}, {region}." : $"{region}.";

    [Fact]
    public void Overlaps_in_later_frames_are_found()
    {
        // a: four tiles over frames 0..3; b: two tiles over frames 3..4.
        var a = new TileRegion(0, 0, 0, 10, 10, 16, 16, 1, 1);
        var b = new TileRegion(3, 0, 0, 10, 10, 16, 16, 1, 1);
        Assert.False(PackPlan.TryFromRegions(LayoutKind.Tiled, [A, B], [a, b], null, 64, 64, 9, FeatureLimits.Default, out _, out string? fault));
        Assert.Equal($"the regions of tensors 'a' and 'b' overlap: {a}, {b}.", fault);
        Assert.True(PackPlan.TryFromRegions(LayoutKind.Tiled, [A, B], [a, b with { FirstFrame = 4 }], null, 64, 64, 9, FeatureLimits.Default, out _, out _));
    }

    [Fact]
    public void Overlaps_are_those_that_counting_cells_finds()
    {
        Random random = Seeds.Random();
        int overlaps = 0;
        for (int round = 0; round < 3000; round++)
        {
            TensorSpec[] specs = [.. new[] { "a", "b" }.Select(n => new TensorSpec(n, ElementType.UInt8, new TensorShape(random.Next(1, 8), 2, 2)))];
            TileRegion[] regions = [.. specs.Select(_ => new TileRegion(
                random.Next(3), random.Next(4), random.Next(4), 2, 2, random.Next(2, 4), random.Next(2, 4), random.Next(1, 4), random.Next(1, 4)))];
            bool taken = PackPlan.TryFromRegions(LayoutKind.Tiled, specs, regions, null, 16, 16, 20, FeatureLimits.Default, out _, out string? fault);
            var cells = new HashSet<(int, int, int)>();
            bool shared = false;
            for (int t = 0; t < 2; t++)
            {
                TileRegion r = regions[t];
                for (int tile = 0; tile < specs[t].Shape[0]; tile++)
                {
                    int inFrame = tile % (r.Columns * r.RowsPerFrame);
                    for (int s = 0; s < r.StrideX * r.StrideY; s++)
                    {
                        shared |= !cells.Add((
                            r.FirstFrame + (tile / (r.Columns * r.RowsPerFrame)),
                            r.OriginY + (inFrame / r.Columns * r.StrideY) + (s / r.StrideX),
                            r.OriginX + (inFrame % r.Columns * r.StrideX) + (s % r.StrideX)));
                    }
                }
            }

            overlaps += shared ? 1 : 0;
            Assert.True(taken != shared, $"{string.Join(", ", regions.Select(r => r.ToString()))}: {fault}");
        }

        Assert.InRange(overlaps, 300, 2700);
    }

    [Fact]
    public void Limits_are_checked_first()
    {
        var huge = new TensorSpec("a", ElementType.UInt8, new TensorShape(1 << 28));
        Assert.Equal("the set has 268435456 elements; the limit is 67108864.", Fault([huge], FeatureLimits.Default, 64, 64, 1));
        Assert.Equal("tensor 'a' has 4 channels; the limit is 3.", Fault([A], new FeatureLimits { MaxChannels = 3 }, 64, 64, 1));
        Assert.Equal("the set has 2 tensors; allowed are 1..1.", Fault([A, B], new FeatureLimits { MaxTensors = 1 }, 64, 64, 1));
        Assert.Equal("the set has 0 tensors; allowed are 1..255.", Fault([], FeatureLimits.Default, 64, 64, 1));
        Assert.Equal("frame size is 8200x64; allowed are 1x1 to 8192x8192.", Fault([A], FeatureLimits.Default, 8200, 64, 1));
        Assert.Equal("frame size is 64x0; allowed are 1x1 to 8192x8192.", Fault([A], FeatureLimits.Default, 64, 0, 1));
        Assert.Equal("frames per set is 65537; allowed are 1..65536.", Fault([A], FeatureLimits.Default, 64, 64, 65537));
        Assert.Equal("two tensors are named 'a'.", Fault([A, A], FeatureLimits.Default, 64, 64, 1));
        Assert.Equal("tensor 'a' has a batch of 3; a set holds 1.", Fault([A with { Shape = new TensorShape(3, 4, 10, 10) }], FeatureLimits.Default, 64, 64, 1));
        Assert.Equal("0 regions for 1 tensors.", Fault([A], FeatureLimits.Default, 64, 64, 1));
        Assert.Equal("Tensor 'a' has element type 9; the types are 1..5.", Fault([A with { Type = (ElementType)9 }], FeatureLimits.Default, 64, 64, 1));

        static string? Fault(TensorSpec[] tensors, FeatureLimits limits, int width, int height, int frames)
        {
            Assert.False(PackPlan.TryFromRegions(LayoutKind.Tiled, tensors, [], null, width, height, frames, limits, out _, out string? fault));
            return fault;
        }
    }

    [Fact]
    public void A_payload_plan_has_no_regions_and_cannot_be_packed()
    {
        PackPlan plan = PackPlan.ForPayload([A], 64, 64);
        Assert.Empty(plan.Regions);
        Assert.Equal(400, plan.Elements);
        Assert.Equal(
            "A payload layout has no frames to pack; quantize its tensors with FeatureQuantizer. (Parameter 'plan')",
            Assert.Throws<ArgumentException>(() => new FeaturePacker(plan, new())).Message);
        Assert.False(PackPlan.TryFromRegions(LayoutKind.Payload, [A], [Good], null, 64, 64, 1, FeatureLimits.Default, out _, out string? fault));
        Assert.Equal("a payload layout states 1 regions; it has none.", fault);
    }
}
