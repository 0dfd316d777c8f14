using VideoFeat.Bridges;
using VideoFeat.Bridges.Hevc;
using VideoFeat.Bridges.Hevc.Rate;
using VideoFeat.Packing;
using VideoFeat.Packing.Layout;

namespace VideoFeat.Tests.Hevc.Rate;

/// <summary>Targets held by libx265 itself, all bytes counted, every set decoded.</summary>
public class RateTests
{
    private static readonly TensorShape Shape = new(1, 12, 40, 40);

    [Theory]
    [InlineData(LayoutKind.Tiled, Prediction.Intra, 8, 0.5)]
    [InlineData(LayoutKind.Tiled, Prediction.Intra, 10, 1.5)]
    [InlineData(LayoutKind.Tiled, Prediction.LowDelayP, 8, 1.5)]
    [InlineData(LayoutKind.Tiled, Prediction.LowDelayP, 10, 0.5)]
    [InlineData(LayoutKind.ChannelPerFrame, Prediction.Intra, 8, 2)]
    [InlineData(LayoutKind.ChannelPerFrame, Prediction.LowDelayP, 8, 2)]
    public void One_hundred_sets_meet_their_target_across_a_cut(LayoutKind layout, Prediction prediction, int bitDepth, double target)
    {
        var options = new CodecOptions { Encoder = "libx265", Layout = layout, Prediction = prediction, BitDepth = bitDepth, BitsPerElement = target };
        using FeatureEncoder encoder = FeatureEncoder.Open(Shape, options);
        using var decoder = FeatureDecoder.Open();
        long bits = 0;
        for (int i = 0; i < 100; i++)
        {
            using FeatureSet set = Moving(i, cut: 40);
            using CodedFeature coded = encoder.Encode(set);
            bits += coded.Bits;
            Assert.Equal(coded.Bits, coded.Units.Sum(u => 8L * u.Data.Length));
            using DecodedFeature decoded = Assert.Single(decoder.Decode(coded));
            Assert.Equal(FeatureState.Intact, decoded.State);
            Assert.Equal((ulong)i, decoded.Sequence);
            Assert.Equal(i * (long)encoder.Plan.FramesPerSet, coded.Units[0].Pts);
        }

        RateReport report = encoder.Rate!;
        Assert.Equal(100, report.Sets);
        Assert.Equal(bits, report.Bits);
        Assert.True(Math.Abs(report.Deviation) <= RateReport.Tolerance, $"{report.Deviation:P1} off; QP {report.LowestQp}..{report.HighestQp}; {report.Note}");
        Assert.Null(report.Note);
    }

    [Theory]
    [InlineData(Prediction.Intra)]
    [InlineData(Prediction.LowDelayP)]
    public void A_single_tensor_gets_the_QP_that_comes_nearest(Prediction prediction)
    {
        using FeatureSet set = Moving(0, cut: 1);
        var options = new CodecOptions { Encoder = "libx265", Prediction = prediction, BitsPerElement = 0.7 };
        using FeatureEncoder encoder = FeatureEncoder.Open(Shape, options);
        using CodedFeature coded = encoder.Encode(set);
        double nearest = Enumerable.Range(10, 35).Select(qp => Constant(set, qp)).MinBy(bpe => Math.Abs(Math.Log(bpe / 0.7)));

        // Sizes at a QP of its own differ by a percent or two from those at the same constant QP.
        Assert.InRange(coded.BitsPerElement / 0.7, Math.Min(nearest / 0.7, 1 / (nearest / 0.7)) - 0.03, Math.Max(nearest / 0.7, 1 / (nearest / 0.7)) + 0.03);
        Assert.Equal(1, encoder.Rate!.Sets);
        Assert.InRange(encoder.Rate.ExtraPasses, 1, 8);
    }

    [Fact]
    public void A_target_may_change_while_the_stream_runs_and_sets_may_be_left_out()
    {
        using FeatureEncoder encoder = FeatureEncoder.Open(Shape, new CodecOptions { Encoder = "libx265", BitrateKbps = 600, SetsPerSecond = 20 });
        double Mean(int sets)
        {
            long bits = 0;
            for (int i = 0; i < sets; i++)
            {
                using FeatureSet set = Moving(i, cut: 1000);
                using CodedFeature coded = encoder.Encode(set);
                bits += coded.Bits;
            }

            return (double)bits / sets;
        }

        Assert.InRange(Mean(40), 0.95 * 30_000, 1.05 * 30_000);
        encoder.Retarget(kbps: 200, setsPerSecond: 10);
        encoder.SkipSet();
        Assert.InRange(Mean(40), 0.93 * 20_000, 1.07 * 20_000);
        using FeatureSet last = Moving(0, cut: 1000);
        using CodedFeature after = encoder.Encode(last);
        Assert.Equal(81, after.Units[0].Pts);
        Assert.Equal(80ul, after.Sequence);
    }

    [Fact]
    public void A_target_where_there_is_no_rate_is_refused()
    {
        var fault = Assert.Throws<ArgumentException>(() => FeatureEncoder.Open(Shape, new CodecOptions { Bridge = FeatureBridge.NearLossless, BitsPerElement = 1 }));
        Assert.Equal("Bridge NearLossless has no rate to set: a target in kbit/s or bits per element belongs to Hevc.", fault.Message);
        using FeatureEncoder constant = FeatureEncoder.Open(Shape, new CodecOptions { Encoder = "libx265" });
        Assert.Null(constant.Rate);
        Assert.Equal(
            "The encoder was opened without a bit rate; it has no target to change.",
            Assert.Throws<InvalidOperationException>(() => constant.Retarget(100, 30)).Message);
    }

    [Fact]
    public void Options_that_work_against_the_target_are_refused_by_name()
    {
        var options = new CodecOptions { BitsPerElement = 1, HighestQp = 60, EncoderOptions = [new("crf", "20"), new("rd", "3"), new("aq-mode", "2")] };
        var fault = Assert.Throws<ArgumentException>(() => FeatureEncoder.Open(Shape, options));
        Assert.Equal(
            "highest QP is 60; allowed are 0..51; encoder option crf belongs to rate control, which a bit rate sets; "
            + "encoder option aq-mode belongs to rate control, which a bit rate sets.",
            fault.Message);
    }

    private static double Constant(FeatureSet set, int qp)
    {
        using FeatureEncoder encoder = FeatureEncoder.Open(Shape, new CodecOptions { Encoder = "libx265", Qp = qp, SelfCheck = false });
        using CodedFeature coded = encoder.Encode(set);
        return coded.BitsPerElement;
    }

    /// <summary>Waves that move, with noise of their own for each set; after the cut of another shape and with more noise.</summary>
    private static FeatureSet Moving(int step, int cut)
    {
        FeatureTensor tensor = FeatureTensor.Rent(new TensorSpec("", ElementType.Float32, Shape));
        Random random = Seeds.Random(step);
        bool after = step >= cut;
        Span<float> values = tensor.Floats;
        for (int i = 0; i < values.Length; i++)
        {
            int c = i / 1600, y = i / 40 % 40, x = i % 40;
            double wave = Math.Sin((x + step) * (after ? 0.9 : 0.3) * (1 + (c * 0.1))) * Math.Cos(y * 0.2 * (1 + (c % 3)));
            values[i] = (float)Math.Max(0, wave + ((after ? 0.3 : 0.1) * random.NextDouble()));
        }

        return new FeatureSet(tensor);
    }
}
