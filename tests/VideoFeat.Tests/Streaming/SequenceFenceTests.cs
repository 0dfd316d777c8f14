using VideoFeat.Bridges;
using VideoFeat.Bridges.Hevc;
using VideoFeat.Bridges.Live;
using VideoFeat.Tests.Rtp;

namespace VideoFeat.Tests.Streaming;

public class SequenceFenceTests
{
    [Fact]
    public void Only_what_does_not_follow_is_a_gap()
    {
        using var stream = new FeatureStream(lossless: true, Prediction.LowDelayP);
        List<byte[]> units = [];
        for (int i = 0; i < 6; i++)
        {
            using CodedFeature coded = stream.Next();
            units.Add(coded.Units[0].Data.ToArray());
        }

        var fence = new SequenceFence();
        bool[] gaps = [.. new[] { 0, 1, 1, 2, 4, 5, 0, 1 }.Select(i => fence.IsGap(units[i]))];
        Assert.Equal([false, false, false, false, true, false, true, false], gaps);
    }

    [Fact]
    public void Bytes_without_a_header_prove_nothing()
    {
        var fence = new SequenceFence();
        Assert.False(fence.IsGap([]));
        Assert.False(fence.IsGap([0, 0, 1, 0x4E, 1, 5, 0xFF, 0xFF, 0x80]));
    }

    [Fact]
    public void Frames_of_one_set_follow_each_other()
    {
        using var encoder = FeatureEncoder.Open(FeatureStream.Shape, new CodecOptions
        {
            Layout = VideoFeat.Packing.Layout.LayoutKind.ChannelPerFrame,
            Lossless = true,
            Encoder = "libx265",
        });
        using CodedFeature first = encoder.Encode(Tensors.Features(FeatureStream.Shape, 0));
        using CodedFeature second = encoder.Encode(Tensors.Features(FeatureStream.Shape, 1));
        var fence = new SequenceFence();
        Assert.All(first.Units, u => Assert.False(fence.IsGap(u.Data.Span)));
        Assert.False(fence.IsGap(second.Units[0].Data.Span));
        Assert.False(fence.IsGap(second.Units[1].Data.Span));
        Assert.True(fence.IsGap(second.Units[3].Data.Span));
    }
}
