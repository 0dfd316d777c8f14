using VideoFeat.Native;

namespace VideoFeat.Tests.Native;

public class ProbeTests
{
    [Theory]
    [InlineData(8, ChromaFormat.Yuv420)]
    [InlineData(10, ChromaFormat.Yuv420)]
    [InlineData(12, ChromaFormat.Gray)]
    public void Libx265_works_lossless_and_lossy(int bitDepth, ChromaFormat chroma)
    {
        var settings = new VideoEncoderSettings { Width = 128, Height = 128, BitDepth = bitDepth, Chroma = chroma, Hash = true };
        ProbeResult lossless = EncoderProbe.Run(settings with { Lossless = true });
        Assert.Equal((true, "", "", double.PositiveInfinity), (lossless.Works, lossless.Stage, lossless.Reason, lossless.Psnr));
        ProbeResult lossy = EncoderProbe.Run(settings with { Qp = 51 });
        Assert.True(lossy.Works, lossy.Reason);
        Assert.InRange(lossy.Psnr, 20, 50);
    }

    [Theory]
    [InlineData("hevc_nvenc")]
    [InlineData("hevc_qsv")]
    [InlineData("hevc_vaapi")]
    [InlineData("hevc_amf")]
    [InlineData("hevc_videotoolbox")]
    public void A_hardware_encoder_works_or_says_where_and_why_not(string codec)
    {
        ProbeResult result = EncoderProbe.Run(new VideoEncoderSettings { Codec = codec, Width = 256, Height = 256, Qp = 20 });
        Assert.Equal(result.Works, result.Stage.Length == 0);
        Assert.Equal(result.Works, result.Reason.Length == 0);
    }

    [Fact]
    public void Settings_that_do_not_open_fail_at_open()
    {
        ProbeResult result = EncoderProbe.Run(new VideoEncoderSettings { Width = 8, Height = 8, Qp = 20 });
        Assert.Equal((false, "open"), (result.Works, result.Stage));
        Assert.Equal("libx265 takes no side below 16; the size is 8x8", result.Reason);
    }

    [Theory]
    [InlineData(8, ChromaFormat.Yuv420)]
    [InlineData(10, ChromaFormat.Gray)]
    public void Software_decodes_bit_for_bit(int bitDepth, ChromaFormat chroma) =>
        Assert.True(DecoderProbe.Run("software", 256, 128, bitDepth, chroma).Works);

    [Theory]
    [InlineData("cuda")]
    [InlineData("qsv")]
    [InlineData("vaapi")]
    [InlineData("videotoolbox")]
    public void A_decoding_device_works_or_says_where_and_why_not(string device)
    {
        ProbeResult result = DecoderProbe.Run(device);
        Assert.Equal(result.Works, result.Stage.Length == 0);
        Assert.Equal(result.Works, result.Reason.Length == 0);
    }

    [Fact]
    public void The_library_says_what_it_is()
    {
        NativeLibraryInfo info = NativeLibraryInfo.Read();
        Assert.Equal(3u, info.AbiVersion);
        Assert.Equal(info.LibavcodecBuilt.Major, info.LibavcodecLoaded.Major);
        Assert.Equal(info.LibavutilBuilt.Major, info.LibavutilLoaded.Major);
        Assert.Contains("PL", info.License, StringComparison.Ordinal);
        Assert.Contains("libx265", info.Encoders);
        Assert.Contains("hevc", info.Decoders);
    }
}
