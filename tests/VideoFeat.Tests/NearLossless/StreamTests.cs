using VideoFeat.Bridges;
using VideoFeat.Bridges.Carrier;
using VideoFeat.Bridges.Files;
using VideoFeat.Bridges.NearLossless;
using VideoFeat.Native;
using VideoFeat.Packing;
using VideoFeat.Packing.Quantization;

namespace VideoFeat.Tests.NearLossless;

/// <summary>The bridge in its carriers: files, damage, losses, the sets before.</summary>
public class StreamTests
{
    private static readonly TensorShape Shape = new(1, 6, 24, 24);

    [Fact]
    public void The_carrier_picture_is_16x16_of_gray()
    {
        using var decoder = VideoDecoder.Open(new VideoDecoderSettings());
        decoder.Send(CarrierPicture.AccessUnit, 0);
        decoder.Finish();
        Assert.True(decoder.TryReceive(out VideoFrame? frame));
        using (frame)
        {
            Assert.Equal((16, 16, 8, ChromaFormat.Yuv420), (frame!.Width, frame.Height, frame.BitDepth, frame.Chroma));
            for (int y = 0; y < 16; y++)
            {
                Assert.Equal(Enumerable.Repeat((byte)128, 16), frame.Row(y).ToArray());
            }
        }
    }

    [Theory]
    [InlineData(".hevc", 8, 1)]
    [InlineData(".mp4", 10, 3)]
    [InlineData(".mkv", 12, 1)]
    [InlineData(".ts", 8, 3)]
    public void Every_code_of_a_ramp_survives_a_file(string extension, int bits, int keyInterval)
    {
        using var folder = new TemporaryFolder();
        string path = folder["a" + extension];
        int peak = (1 << bits) - 1;
        var shape = new TensorShape(1, 4, 40, 40);
        using (FeatureEncoder encoder = Open(shape, bits, keyInterval, [new ValueRange(0, peak)]))
        using (FeatureFileWriter writer = FeatureFileWriter.Create(
            path, encoder.ExtraData, encoder.Plan.FrameWidth, encoder.Plan.FrameHeight, encoder.FramesPerSecond))
        {
            for (int i = 0; i < 5; i++)
            {
                using FeatureTensor ramp = Tensors.Ramp(shape, peak, i * 7);
                using CodedFeature coded = encoder.Encode(ramp);
                Assert.Equal(i % keyInterval == 0, coded.Units[0].IsKey);
                writer.Write(coded);
            }

            writer.Finish();
        }

        using var decoder = FeatureDecoder.Open();
        int read = 0;
        foreach (DecodedFeature feature in decoder.DecodeFile(path))
        {
            using (feature)
            using (FeatureTensor ramp = Tensors.Ramp(shape, peak, read * 7))
            {
                Assert.True(feature.State == FeatureState.Intact, feature.Reason);
                Assert.True(ramp.Floats.SequenceEqual(feature.Set![0].Floats), $"set {read} came back different");
                read++;
            }
        }

        Assert.Equal(5, read);
        Assert.Equal(NearLosslessFeatureEncoder.BridgeId, decoder.Header!.BridgeId);
    }

    [Fact]
    public void A_long_bitstream_is_several_messages()
    {
        var shape = new TensorShape(1, 32, 80, 80);
        float[] noise = [.. Enumerable.Range(0, shape.Elements).Select(_ => 0f)];
        Random random = Seeds.Random();
        for (int i = 0; i < noise.Length; i++)
        {
            noise[i] = random.Next(256);
        }

        using FeatureTensor tensor = FeatureTensor.FromFloats(noise, shape);
        using FeatureEncoder encoder = Open(shape, 8, 1, [new ValueRange(0, 255)]);
        using CodedFeature coded = encoder.Encode(tensor);
        Assert.InRange(coded.Units[0].Data.Length, 3 * PayloadFeatureEncoder.MaxFragmentBytes, 5 * PayloadFeatureEncoder.MaxFragmentBytes);
        using var decoder = FeatureDecoder.Open();
        using DecodedFeature back = Assert.Single(decoder.Decode(coded));
        Assert.Equal(noise, back.Set![0].Floats.ToArray());
    }

    [Fact]
    public void Verifying_gives_the_error_of_the_quantizer()
    {
        using FeatureTensor tensor = Tensors.Features(Shape);
        using FeatureEncoder encoder = FeatureEncoder.Open(Shape, new CodecOptions { Bridge = FeatureBridge.NearLossless, Verify = true });
        using CodedFeature coded = encoder.Encode(tensor);
        float step = tensor.Floats.ToArray().Max() / 255;
        Assert.InRange(coded.MaxError!.Value, step * 0.3f, (step * 0.5f) + 1e-6f);
    }

    [Fact]
    public void A_lost_set_is_known_and_so_are_those_that_refer_to_it()
    {
        List<byte[]> units = Units(sets: 9, keyInterval: 3);
        units.RemoveAt(4);
        Assert.Equal(
            [
                "0 Intact ", "1 Intact ", "2 Intact ", "3 Intact ", "4 Lost the set never arrived",
                "5 Lost it refers to the set before it, which is not there", "6 Intact ", "7 Intact ", "8 Intact ",
            ],
            Decode(units));
    }

    [Fact]
    public void A_unit_seen_twice_is_one_set_and_a_foreign_one_none()
    {
        List<byte[]> units = Units(sets: 2, keyInterval: 1);
        Assert.Equal(["0 Intact ", "1 Intact "], Decode([units[0], units[0], CarrierPicture.AccessUnit, units[1], units[1]]));
    }

    [Fact]
    public void A_flipped_bit_never_gives_wrong_values()
    {
        byte[] good = Units(sets: 1, keyInterval: 1)[0];
        for (int at = 6; at < good.Length; at += 7)
        {
            byte[] bad = [.. good];
            bad[at] ^= (byte)(1 << (at % 8));
            using var decoder = FeatureDecoder.Open();
            decoder.Send(bad);
            decoder.Finish();
            while (decoder.TryReceive(out DecodedFeature? feature))
            {
                using (feature)
                using (FeatureTensor expected = Tensors.Features(Shape, 0))
                {
                    Assert.True(feature!.Set is null || Same(expected, feature.Set[0]), $"byte {at}: wrong values were handed out");
                }
            }
        }
    }

    [Fact]
    public void A_stream_may_change_its_bridge()
    {
        List<byte[]> units = Units(sets: 2, keyInterval: 1);
        using FeatureEncoder hevc = FeatureEncoder.Open(Shape, new CodecOptions { Lossless = true, Encoder = "libx265" });
        using FeatureTensor tensor = Tensors.Features(Shape, 3);
        using CodedFeature coded = hevc.Encode(tensor);
        Assert.Equal(["0 Intact ", "0 Intact ", "1 Intact "], Decode([coded.Units[0].Data.ToArray(), .. units]));
        Assert.Equal(["0 Intact ", "1 Intact ", "0 Intact "], Decode([.. units, coded.Units[0].Data.ToArray()]));
    }

    [Fact]
    public void Options_out_of_range_are_all_named() => Assert.Equal(
        "Near-lossless options: Effort is 7; it must be Fast, Default or Best; KeyInterval is 0; it must be 1..100000; Threads is -1; it must be 0..1024.",
        Assert.Throws<ArgumentException>(() => NearLosslessFeatureEncoder.Open(
            [new TensorSpec("", ElementType.Float32, Shape)], new QuantizerOptions(),
            new NearLosslessOptions { Effort = (NearLosslessEffort)7, KeyInterval = 0, Threads = -1 })).Message);

    private static bool Same(FeatureTensor source, FeatureTensor decoded) =>
        FeatureError.Measure(source, decoded).MaxAbs <= (source.Floats.ToArray().Max() / 510) + 1e-6;

    private static List<byte[]> Units(int sets, int keyInterval)
    {
        var units = new List<byte[]>();
        using FeatureEncoder encoder = Open(Shape, 8, keyInterval, []);
        for (int i = 0; i < sets; i++)
        {
            using FeatureTensor tensor = Tensors.Features(Shape, i);
            using CodedFeature coded = encoder.Encode(tensor);
            units.Add(coded.Units[0].Data.ToArray());
        }

        return units;
    }

    private static List<string> Decode(IEnumerable<byte[]> units)
    {
        var states = new List<string>();
        using var decoder = FeatureDecoder.Open();
        foreach (byte[] unit in units)
        {
            decoder.Send(unit);
        }

        decoder.Finish();
        while (decoder.TryReceive(out DecodedFeature? feature))
        {
            using (feature)
            {
                states.Add($"{feature!.Sequence} {feature.State} {feature.Reason}");
            }
        }

        return states;
    }

    private static FeatureEncoder Open(TensorShape shape, int bits, int keyInterval, IReadOnlyList<ValueRange> ranges) => FeatureEncoder.Open(shape, new CodecOptions
    {
        Bridge = FeatureBridge.NearLossless,
        Effort = NearLosslessEffort.Best,
        BitDepth = bits,
        Prediction = keyInterval > 1 ? Bridges.Hevc.Prediction.LowDelayP : Bridges.Hevc.Prediction.Intra,
        KeyInterval = keyInterval,
        Range = ranges.Count > 0 ? RangeMode.Fixed : RangeMode.MinMax,
        FixedRanges = ranges,
    });
}
