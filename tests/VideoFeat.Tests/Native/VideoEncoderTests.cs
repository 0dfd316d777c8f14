using VideoFeat.Native;

namespace VideoFeat.Tests.Native;

public class VideoEncoderTests
{
    private static VideoEncoderSettings Small => new() { Width = 64, Height = 48, Qp = 20, Threads = 1 };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void A_bad_setting_is_refused_by_name(VideoEncoderSettings settings, NativeErrorCode code, string message)
    {
        NativeException error = Assert.Throws<NativeException>(() => VideoEncoder.Open(settings));
        Assert.Equal((code, message), (error.Code, error.Message));
    }

    public static TheoryData<VideoEncoderSettings, NativeErrorCode, string> Refusals => new()
    {
        { Small with { Codec = "libx264" }, NativeErrorCode.Unsupported, "find: there is no encoder 'libx264' in VideoFeat" },
        { Small with { Width = 63 }, NativeErrorCode.Argument, "open: 4:2:0 needs even sides; the size is 63x48" },
        { Small with { Width = 0 }, NativeErrorCode.Argument, "open: the size is 0x48; allowed is 1 to 16384" },
        {
            Small with { MaxCuSize = 64 }, NativeErrorCode.Argument,
            "open: libx265 takes no side below 64, its CTU; the size is 64x48"
        },
        { Small with { BitDepth = 9 }, NativeErrorCode.Argument, "open: the bit depth is 9; allowed are 8, 10 and 12" },
        { Small with { Qp = 52 }, NativeErrorCode.Argument, "open: the QP is 52; allowed is 0 to 51" },
        { Small with { Lossless = true }, NativeErrorCode.Argument, "open: exactly one of lossless, QP and bit rate must be set" },
        { Small with { Qp = null }, NativeErrorCode.Argument, "open: exactly one of lossless, QP and bit rate must be set" },
        { Small with { KeyInterval = 0 }, NativeErrorCode.Argument, "open: the key interval is 0; it must be at least 1" },
        { Small with { FrameRate = -1 }, NativeErrorCode.Argument, "open: the frame rate is -1; allowed is above 0 to 100000" },
        {
            Small with { Options = [new("tskip", "1"), new("speed", "9")] }, NativeErrorCode.Option,
            "open: libx265 option 'speed' (given with the value '9') is unknown, or set by another setting"
        },
        {
            Small with { Options = [new("qp", "9")] }, NativeErrorCode.Option,
            "open: libx265 option 'qp' (given with the value '9') is unknown, or set by another setting"
        },
        {
            Small with { Options = [new("rd", "fast")] }, NativeErrorCode.Option,
            "open: libx265: Invalid value for rd: fast."
        },
        {
            Small with { Codec = "hevc_nvenc", Chroma = ChromaFormat.Gray }, NativeErrorCode.Unsupported,
            "open: hevc_nvenc takes no 8-bit 4:0:0"
        },
    };

    [Fact]
    public void Every_name_of_the_feature_preset_is_known_to_x265()
    {
        foreach (KeyValuePair<string, string> option in VideoEncoderSettings.FeaturePreset)
        {
            VideoEncoder.Open(Small with { Options = [option] }).Dispose();
        }
    }

    [Fact]
    public void Key_pictures_carry_parameter_sets_in_band_and_nothing_carries_an_encoder_banner()
    {
        using VideoEncoder encoder = VideoEncoder.Open(Small with { KeyInterval = 3, Hash = true });
        Assert.Equal([32, 33, 34], AnnexB.Units(encoder.ExtraData).Select(AnnexB.Type));
        foreach ((byte[] data, bool isKey, long _) in Ramp.Code(encoder, 6))
        {
            int[] types = [.. AnnexB.Units(data).Select(AnnexB.Type)];
            Assert.Equal(isKey ? [32, 33, 34, 20, 40] : [1, 40], types);
        }
    }

    [Fact]
    public void Without_a_global_header_the_parameter_sets_are_in_band_only()
    {
        using VideoEncoder encoder = VideoEncoder.Open(Small with { GlobalHeader = false });
        Assert.True(encoder.ExtraData.IsEmpty);
        Assert.Equal([32, 33, 34, 20], AnnexB.Units(Ramp.Code(encoder, 1)[0].Data).Select(AnnexB.Type));
    }

    [Fact]
    public void A_picture_gives_its_packet_at_once_and_a_forced_key_is_an_IDR()
    {
        using VideoEncoder encoder = VideoEncoder.Open(Small with { KeyInterval = 1000 });
        for (int i = 0; i < 6; i++)
        {
            encoder.Send(Ramp.Luma(64, 48, 8, i), 64, i, forceKey: i == 3);
            Assert.True(encoder.TryReceive(out VideoPacket? packet));
            using (packet)
            {
                Assert.Equal((i, i is 0 or 3), (packet.Pts, packet.IsKey));
                Assert.Equal(packet.IsKey, AnnexB.Units(packet.Data).Any(u => AnnexB.Type(u) == 20));
            }
            Assert.False(encoder.TryReceive(out _));
        }
        encoder.Finish();
        Assert.False(encoder.TryReceive(out _));
    }

    [Fact]
    public void A_bit_rate_is_kept_to()
    {
        using VideoEncoder encoder = VideoEncoder.Open(
            Small with { Width = 256, Height = 256, Qp = null, BitrateKbps = 1000, FrameRate = 25, KeyInterval = 25 });
        byte[] noise = new byte[256 * 256];
        long bytes = 0;
        for (int i = 0; i < 50; i++)
        {
            new Random(i).NextBytes(noise);
            encoder.Send(noise, 256, i);
            Assert.True(encoder.TryReceive(out VideoPacket? packet));
            using (packet)
            {
                bytes += packet.Data.Length;
            }
        }
        Assert.InRange(8 * bytes / 2 / 1000, 700, 1500); // two seconds
    }

    [Fact]
    public void A_span_that_does_not_hold_the_picture_is_refused()
    {
        using VideoEncoder encoder = VideoEncoder.Open(Small);
        ArgumentException error = Assert.Throws<ArgumentException>(() => encoder.Send(new byte[64 * 48 - 1], 64, 0));
        Assert.StartsWith("3071 bytes with a stride of 64 do not hold 64x48 samples of 8 bits", error.Message, StringComparison.Ordinal);
        encoder.Send(new byte[80 * 47 + 64], 80, 0);
    }

    [Fact]
    public void A_disposed_encoder_throws_and_its_packets_live_on()
    {
        VideoEncoder encoder = VideoEncoder.Open(Small);
        encoder.Send(Ramp.Luma(64, 48, 8, 0), 64, 0);
        Assert.True(encoder.TryReceive(out VideoPacket? packet));
        encoder.Dispose();
        Assert.True(packet.Data.Length > 100);
        packet.Dispose();
        packet.Dispose();
        Assert.Throws<ObjectDisposedException>(() => packet.Data.Length);
        Assert.Throws<ObjectDisposedException>(encoder.Finish);
    }
}
