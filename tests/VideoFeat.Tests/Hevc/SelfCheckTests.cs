using VideoFeat.Bridges.Hevc;
using VideoFeat.Native;
using VideoFeat.Packing;
using VideoFeat.Packing.Layout;
using VideoFeat.Packing.Quantization;

namespace VideoFeat.Tests.Hevc;

/// <summary>x265 3.5 miscodes inter pictures exactly one CTU wide; the guard must fire, and the settings we choose must pass it.</summary>
public class SelfCheckTests
{
    public static TheoryData<int, int> Widths()
    {
        var data = new TheoryData<int, int>();
        foreach (int width in new[] { 16, 32, 64 })
        {
            data.Add(width, 8);
            data.Add(width, 10);
        }

        return data;
    }

    [SkippableTheory]
    [MemberData(nameof(Widths))]
    public void The_guard_fires_where_a_picture_is_one_ctu_wide(int width, int bits)
    {
        VideoEncoderSettings settings = OneCtuWide(width, bits);
        string? fault = HevcSelfCheck.Run(settings);
        Skip.If(fault is null && NativeLibraryInfo.Read().LibavcodecLoaded.Major > 59,
            $"skipped because the x265 beside libavcodec {NativeLibraryInfo.Read().LibavcodecLoaded} does not have the defect of 3.5");
        Assert.NotNull(fault);
        Assert.Contains($"libx265 at {width}x128, {bits} bit", fault, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void What_we_open_for_such_tensors_passes_and_is_lossless(int width, int bits)
    {
        var shape = new TensorShape(1, 3, 48, width);
        using FeatureEncoder encoder = FeatureEncoder.Open(shape, new CodecOptions
        {
            BitDepth = bits,
            Lossless = true,
            Prediction = Prediction.LowDelayP,
            Layout = LayoutKind.ChannelPerFrame,
            Encoder = "libx265",
            Verify = true,
        });
        Assert.True(encoder.Plan.FrameWidth >= width);
        for (int i = 0; i < 4; i++)
        {
            using FeatureTensor tensor = Tensors.Features(shape, i);
            using Bridges.CodedFeature coded = encoder.Encode(tensor); // verifying throws where a code changed
            Assert.NotNull(coded.MaxError);
        }
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(3, 5, 7)]
    [InlineData(2, 14, 14)]
    [InlineData(2, 7, 100)]
    [InlineData(2, 100, 7)]
    [InlineData(2, 28, 28)]
    public void Small_channels_are_coded_a_frame_each_and_tiled_in_intra_and_P(int channels, int height, int width)
    {
        var shape = new TensorShape(1, channels, height, width);
        foreach (LayoutKind layout in new[] { LayoutKind.ChannelPerFrame, LayoutKind.Tiled })
        {
            foreach (Prediction prediction in new[] { Prediction.Intra, Prediction.LowDelayP })
            {
                using FeatureEncoder encoder = FeatureEncoder.Open(shape, new CodecOptions
                {
                    Lossless = true,
                    Prediction = prediction,
                    Layout = layout,
                    Encoder = "libx265",
                    Verify = true,
                });
                using FeatureTensor tensor = Tensors.Features(shape);
                using Bridges.CodedFeature coded = encoder.Encode(tensor); // verifying throws where a code changed
                Assert.NotNull(coded.MaxError);
            }
        }
    }

    [Theory]
    [InlineData(24, 16)]
    [InlineData(32, 16)]
    [InlineData(40, 32)]
    [InlineData(64, 32)]
    [InlineData(416, 32)]
    public void In_P_a_picture_is_at_least_two_ctus_wide(int width, int ctu)
    {
        Assert.Equal(ctu, HevcSettings.MaxCuSize(width, 128, Prediction.LowDelayP));
        Assert.True((width + ctu - 1) / ctu >= 2);
    }

    private static VideoEncoderSettings OneCtuWide(int width, int bits) => new()
    {
        Codec = "libx265",
        Width = width,
        Height = 128,
        BitDepth = bits,
        Lossless = true,
        KeyInterval = 30,
        Preset = "superfast",
        Options = VideoEncoderSettings.FeaturePreset,
        MaxCuSize = width,
        MinCuSize = 8,
        Hash = true,
    };
}
