using VideoFeat.Packing;
using VideoFeat.Packing.Layout;
using VideoFeat.Packing.Quantization;

namespace VideoFeat.Tests.Packing;

/// <summary>Set to frames to set: every type, axis order, layout, bit depth and granularity stays within half a step.</summary>
public class RoundTripTests
{
    public static TheoryData<ElementType, string, AxisOrder, LayoutKind, int, Granularity> Cases()
    {
        var cases = new TheoryData<ElementType, string, AxisOrder, LayoutKind, int, Granularity>();
        (string Shape, AxisOrder Order)[] shapes =
        [
            ("37", AxisOrder.ChannelsFirst), ("11x17", AxisOrder.ChannelsFirst), ("5x9x7", AxisOrder.ChannelsFirst), ("2x6x13x21", AxisOrder.ChannelsFirst),
            ("2x3x4x5x6", AxisOrder.ChannelsFirst), ("9x7x5", AxisOrder.ChannelsLast), ("2x13x21x70", AxisOrder.ChannelsLast),
            ("2x4x5x6x3", AxisOrder.ChannelsLast), ("2x50x33", AxisOrder.Tokens), ("50x33", AxisOrder.Tokens),
        ];
        foreach (ElementType type in Enum.GetValues<ElementType>())
        {
            foreach ((string shape, AxisOrder order) in shapes)
            {
                foreach (LayoutKind kind in new[] { LayoutKind.Tiled, LayoutKind.ChannelPerFrame })
                {
                    cases.Add(type, shape, order, kind, 8, Granularity.PerTensor);
                    cases.Add(type, shape, order, kind, 10, Granularity.PerChannel);
                    cases.Add(type, shape, order, kind, 12, Granularity.PerTensor);
                }
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_element_comes_back_within_half_a_step(
        ElementType type, string shape, AxisOrder order, LayoutKind kind, int bitDepth, Granularity granularity)
    {
        var spec = new TensorSpec("t", type, new TensorShape([.. shape.Split('x').Select(int.Parse)]), order);
        using FeatureTensor source = TensorFactory.Random(spec);
        using var set = new FeatureSet(source);
        using FeatureTensor decoded = FeatureTensor.Rent(spec);
        decoded.Bytes.Fill(0xFF);
        using var destination = new FeatureSet(decoded);
        PackPlan plan = PackPlan.Create([spec], new LayoutOptions { Kind = kind, MaxWidth = 128, MaxHeight = 128 });
        var packer = new FeaturePacker(plan, new QuantizerOptions { BitDepth = bitDepth, Granularity = granularity });
        var unpacker = new FeatureUnpacker(plan, bitDepth);
        byte[] frames = new byte[plan.BytesPerSet(bitDepth)];
        ChannelGeometry geometry = plan.Geometries[0];
        for (int batch = 0; batch < spec.Batch; batch++)
        {
            IReadOnlyList<QuantizerParameters> parameters = packer.Measure(set, batch);
            packer.Pack(set, batch, parameters, frames);
            int frameBytes = frames.Length / plan.FramesPerSet;
            for (int frame = 0; frame < plan.FramesPerSet; frame++)
            {
                unpacker.Unpack(frames.AsSpan(frame * frameBytes, frameBytes), frameBytes / plan.FrameHeight, frame, parameters, destination, batch);
            }

            for (int i = 0; i < geometry.Elements; i++)
            {
                ValueRange range = parameters[0][geometry.Interleaved ? i % geometry.Channels : i / geometry.ChannelElements];
                float x = TensorFactory.Get(source, (batch * geometry.Elements) + i);
                float y = TensorFactory.Get(decoded, (batch * geometry.Elements) + i);
                double width = (double)range.Maximum - range.Minimum;
                double bound = type.IsFloat()
                    ? (width / ((1 << bitDepth) - 1) / 2) + (Math.ScaleB(1, -24) * (6 * width + Math.Max(Math.Abs(range.Minimum), Math.Abs(range.Maximum))))
                        + (Math.Abs(y) * (type == ElementType.Float16 ? Math.ScaleB(1, -11) : type == ElementType.BFloat16 ? Math.ScaleB(1, -8) : 0))
                    : 0;
                if (!(Math.Abs((double)x - y) <= bound))
                {
                    Assert.Fail($"element {i} of set {batch}: {x} came back as {y}");
                }
            }
        }
    }
}
