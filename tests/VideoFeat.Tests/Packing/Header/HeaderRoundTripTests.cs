using VideoFeat.Packing;
using VideoFeat.Packing.Header;
using VideoFeat.Packing.Layout;
using VideoFeat.Packing.Quantization;

namespace VideoFeat.Tests.Packing.Header;

public class HeaderRoundTripTests
{
    public static FeatureConfiguration Configuration() => new()
    {
        Plan = PackPlan.Create(
            [
                new TensorSpec("p3", ElementType.Float32, new TensorShape(1, 6, 20, 20)),
                new TensorSpec("p4", ElementType.Float16, new TensorShape(10, 10, 12), AxisOrder.ChannelsLast),
            ],
            new LayoutOptions { ChannelOrders = [[5, 4, 3, 2, 1, 0], null] }),
        BitDepth = 10,
        RangeMode = RangeMode.Percentile,
        Granularity = Granularity.PerChannel,
        BridgeId = 1,
        BridgeData = new byte[] { 1, 2, 3 },
        ModelHash = Enumerable.Range(0, 32).Select(i => (byte)i).ToArray(),
        CutName = "layer4/add",
        ProfileHash = Enumerable.Range(100, 32).Select(i => (byte)i).ToArray(),
    };

    [Fact]
    public void A_configuration_comes_back_and_gives_the_same_bytes()
    {
        FeatureConfiguration configuration = Configuration();
        byte[] bytes = FeatureHeaderWriter.Write(configuration);
        Assert.True(FeatureHeaderReader.TryRead(bytes, FeatureLimits.Default, out FeatureMessage? message, out string? fault), fault);
        var read = Assert.IsType<FeatureConfiguration>(message);
        Assert.Equal(configuration.Id, read.Id);
        Assert.Equal(configuration.Plan.Tensors, read.Plan.Tensors);
        Assert.Equal(configuration.Plan.Regions, read.Plan.Regions);
        Assert.Equal(configuration.Plan.ChannelOrders, read.Plan.ChannelOrders);
        Assert.Equal((10, RangeMode.Percentile, Granularity.PerChannel, (byte)1, "layer4/add"), (read.BitDepth, read.RangeMode, read.Granularity, read.BridgeId, read.CutName));
        Assert.Equal(bytes, FeatureHeaderWriter.Write(read));
        Assert.NotEqual(read.Id, (read with { CutName = "other" }).Id);
    }

    [Fact]
    public void A_unit_comes_back_and_gives_the_same_bytes()
    {
        var unit = new FeatureUnitHeader
        {
            ConfigurationId = 0xDEADBEEF,
            SequenceNumber = ulong.MaxValue,
            FrameIndex = 3,
            BatchIndex = 1,
            BatchCount = 4,
            CaptureTimeNs = -5,
            ItemId = "ünïcode",
            Parameters = [new([-1.5f], [2.1f]), new([0, -0.25f, 0.1f], [1, 2, 3])],
            Check = CheckKind.SourceCodes,
            Crc = 0x12345678,
            MaxError = 0.01f,
            Times = new SenderTimes(TimeSpan.FromMicroseconds(1), TimeSpan.Zero, TimeSpan.FromMicroseconds(300), TimeSpan.FromMicroseconds(uint.MaxValue)),
        };
        byte[] bytes = FeatureHeaderWriter.Write(unit);
        Assert.True(FeatureHeaderReader.TryRead(bytes, FeatureLimits.Default, out FeatureMessage? message, out string? fault), fault);
        var read = Assert.IsType<FeatureUnitHeader>(message);
        Assert.Equal(unit.Parameters, read.Parameters);
        Assert.Equal(unit with { Parameters = [] }, read with { Parameters = [] });
        Assert.Equal(bytes, FeatureHeaderWriter.Write(read));
    }

    [Fact]
    public void A_fragment_comes_back_and_gives_the_same_bytes()
    {
        var fragment = new PayloadFragment { SequenceNumber = 7, FrameIndex = 1, Index = 2, Count = 3, TotalBytes = 1000, Bytes = new byte[] { 9, 8, 7 } };
        byte[] bytes = FeatureHeaderWriter.Write(fragment);
        Assert.True(FeatureHeaderReader.TryRead(bytes, FeatureLimits.Default, out FeatureMessage? message, out string? fault), fault);
        var read = Assert.IsType<PayloadFragment>(message);
        Assert.Equal(fragment.Bytes.ToArray(), read.Bytes.ToArray());
        Assert.Equal(fragment with { Bytes = default }, read with { Bytes = default });
        Assert.Equal(bytes, FeatureHeaderWriter.Write(read));
    }
}
