using VideoFeat.Bridges;
using VideoFeat.Bridges.Hevc;
using VideoFeat.Packing;
using VideoFeat.Packing.Layout;
using VideoFeat.Packing.Quantization;

namespace VideoFeat.Tests.Pipeline;

public class FeatureEncoderTests
{
    private static readonly TensorShape Shape = new(1, 16, 32, 32);

    [Fact]
    public async Task Many_sets_come_out_in_order_and_decode_to_what_went_in()
    {
        using FeatureEncoder encoder = FeatureEncoder.Open(Shape, new CodecOptions { Lossless = true, Prediction = Prediction.LowDelayP });
        using var decoder = FeatureDecoder.Open();
        ulong expected = 0;
        await foreach (DecodedFeature feature in decoder.DecodeAsync(encoder.EncodeAsync(Sets(12))))
        {
            using (feature)
            {
                Assert.Equal(expected, feature.Sequence);
                Assert.Equal(FeatureState.Intact, feature.State);
                Assert.Equal($"item{expected}", feature.ItemId);
                using FeatureTensor source = Tensors.Features(Shape, (int)expected);
                AssertWithinHalfAStep(source.Floats, feature.Set![0].Floats, 255);
                expected++;
            }
        }

        Assert.Equal(12ul, expected);
    }

    [Theory]
    [InlineData(FeatureBridge.Hevc)]
    [InlineData(FeatureBridge.NearLossless)]
    public void The_times_at_the_sender_travel_with_a_set_that_carries_times(FeatureBridge bridge)
    {
        using FeatureEncoder encoder = FeatureEncoder.Open(Shape, new CodecOptions { Bridge = bridge });
        using var decoder = FeatureDecoder.Open();
        using FeatureTensor tensor = Tensors.Features(Shape);
        var until = new SenderTimes(TimeSpan.FromMicroseconds(1234), TimeSpan.FromMicroseconds(56), default, default);
        using CodedFeature timed = encoder.Encode(new FeatureSet(tensor) { Times = until });
        using CodedFeature plain = encoder.Encode(new FeatureSet(tensor));
        using DecodedFeature first = decoder.Decode(timed).Single();
        using DecodedFeature second = decoder.Decode(plain).Single();
        Assert.Equal((until.Capture, until.Front), (first.SenderTimes!.Value.Capture, first.SenderTimes.Value.Front));
        Assert.All([first.SenderTimes.Value.Pack, first.SenderTimes.Value.Encode, first.DecodeTime, first.UnpackTime], t => Assert.True(t > TimeSpan.Zero));
        Assert.Null(second.SenderTimes);
        Assert.True(second.DecodeTime > TimeSpan.Zero);
    }

    [Fact]
    public async Task A_loop_that_ends_early_stops_the_source_and_disposes_what_waits()
    {
        using FeatureEncoder encoder = FeatureEncoder.Open(Shape, new CodecOptions { Lossless = true });
        var made = new List<FeatureSet>();
        await foreach (CodedFeature coded in encoder.EncodeAsync(Sets(100_000, made)))
        {
            coded.Dispose();
            break;
        }

        Assert.InRange(made.Count, 1, 10);
        Assert.All(made, set => Assert.Throws<ObjectDisposedException>(() => set[0].Floats[0]));
    }

    [Fact]
    public async Task A_fault_of_the_source_reaches_the_loop()
    {
        using FeatureEncoder encoder = FeatureEncoder.Open(Shape, new CodecOptions { Lossless = true });
        static async IAsyncEnumerable<FeatureSet> Failing()
        {
            yield return new FeatureSet(Tensors.Features(Shape));
            await Task.Yield();
            throw new InvalidDataException("the camera is gone");
        }

        var fault = await Assert.ThrowsAsync<InvalidDataException>(async () =>
        {
            await foreach (CodedFeature coded in encoder.EncodeAsync(Failing()))
            {
                coded.Dispose();
            }
        });
        Assert.Equal("the camera is gone", fault.Message);
    }

    [Fact]
    public void A_pyramid_of_mixed_types_and_orders_comes_back_as_it_was()
    {
        TensorSpec[] specs =
        [
            new("p3", ElementType.Float32, new TensorShape(1, 12, 26, 26)),
            new("p4", ElementType.Float16, new TensorShape(1, 13, 13, 24), AxisOrder.ChannelsLast),
            new("tokens", ElementType.BFloat16, new TensorShape(1, 50, 48), AxisOrder.Tokens),
            new("mask", ElementType.UInt8, new TensorShape(1, 3, 20, 20)),
            new("delta", ElementType.Int8, new TensorShape(1, 3, 20, 20)),
        ];
        Random random = Seeds.Random();
        using var set = new FeatureSet([.. specs.Select(spec =>
        {
            FeatureTensor tensor = FeatureTensor.Rent(spec);
            Fill(tensor, random);
            return tensor;
        })]);
        using FeatureEncoder encoder = FeatureEncoder.Open(specs, new CodecOptions { Lossless = true, Granularity = Granularity.PerChannel });
        using CodedFeature coded = encoder.Encode(set);
        using var decoder = FeatureDecoder.Open();
        using DecodedFeature back = Assert.Single(decoder.Decode(coded));
        Assert.Equal(specs, back.Set!.Select(t => t.Spec));
        Assert.True(set["mask"].Bytes.SequenceEqual(back.Set!["mask"].Bytes), "uint8 values must come back exactly");
        Assert.True(set["delta"].Bytes.SequenceEqual(back.Set["delta"].Bytes), "int8 values must come back exactly");
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(2.5)]
    public void A_target_of_bits_per_element_is_met_within_5_percent(double target)
    {
        var shape = new TensorShape(1, 32, 48, 48);
        using FeatureEncoder encoder = FeatureEncoder.Open(shape, new CodecOptions { BitsPerElement = target, Encoder = "libx265" });
        long bits = 0, elements = 0;
        for (int i = 0; i < 60; i++)
        {
            using FeatureTensor tensor = Tensors.Features(shape, i % 5);
            using CodedFeature coded = encoder.Encode(tensor);
            bits += coded.Bits;
            elements += coded.Elements;
        }

        Assert.InRange((double)bits / elements, 0.95 * target, 1.05 * target);
    }

    [Fact]
    public void All_faults_of_the_options_are_reported_together()
    {
        var fault = Assert.Throws<ArgumentException>(() => FeatureEncoder.Open(Shape, new CodecOptions { Qp = 99, KeyInterval = 0, Encoder = "x266" }));
        Assert.Equal(
            "QP is 99; allowed are 0..51; key interval is 0 sets; allowed are 1..100000; "
            + "encoder is 'x266'; allowed are auto, hevc_nvenc, hevc_qsv, hevc_vaapi, hevc_amf, hevc_videotoolbox, libx265.",
            fault.Message);
    }

    [Fact]
    public void A_set_of_other_tensors_is_refused_with_both_named()
    {
        using FeatureEncoder encoder = FeatureEncoder.Open(Shape, new CodecOptions { Lossless = true });
        using FeatureTensor other = Tensors.Features(new TensorShape(1, 8, 32, 32));
        var fault = Assert.Throws<ArgumentException>(() => encoder.Encode(other));
        Assert.StartsWith("Tensor 0 is tensor Float32 1x8x32x32 ChannelsFirst; the encoder was opened for tensor Float32 1x16x32x32 ChannelsFirst.", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_device_that_is_not_there_is_refused_at_its_step()
    {
        var fault = Assert.Throws<BridgeException>(() => FeatureDecoder.Open(new HevcDecoderOptions { Device = "videotoolbox" }));
        Assert.StartsWith("Decoding device videotoolbox fails at step ", fault.Message, StringComparison.Ordinal);
    }

    private static async IAsyncEnumerable<FeatureSet> Sets(int count, List<FeatureSet>? made = null)
    {
        for (int i = 0; i < count; i++)
        {
            await Task.Yield();
            var set = new FeatureSet(Tensors.Features(Shape, i)) { ItemId = $"item{i}" };
            made?.Add(set);
            yield return set;
        }
    }

    private static void AssertWithinHalfAStep(ReadOnlySpan<float> source, ReadOnlySpan<float> decoded, int peak)
    {
        float min = float.PositiveInfinity, max = float.NegativeInfinity;
        foreach (float v in source)
        {
            min = Math.Min(min, v);
            max = Math.Max(max, v);
        }

        float bound = ((max - min) / peak / 2) + (1e-6f * (max - min));
        for (int i = 0; i < source.Length; i++)
        {
            Assert.InRange(Math.Abs(source[i] - decoded[i]), 0, bound);
        }
    }

    private static void Fill(FeatureTensor tensor, Random random)
    {
        Span<byte> bytes = tensor.Bytes;
        random.NextBytes(bytes);
        if (!tensor.Type.IsFloat())
        {
            return;
        }

        for (int i = 0; i < tensor.Shape.Elements; i++)
        {
            float value = (float)(random.NextDouble() * 4) - 1;
            switch (tensor.Type)
            {
                case ElementType.Float16:
                    BitConverter.TryWriteBytes(bytes[(2 * i)..], (Half)value);
                    break;
                case ElementType.BFloat16:
                    BitConverter.TryWriteBytes(bytes[(2 * i)..], (ushort)(BitConverter.SingleToUInt32Bits(value) >> 16));
                    break;
                default:
                    BitConverter.TryWriteBytes(bytes[(4 * i)..], value);
                    break;
            }
        }
    }
}
