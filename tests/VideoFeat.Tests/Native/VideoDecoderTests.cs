using VideoFeat.Native;

namespace VideoFeat.Tests.Native;

public class VideoDecoderTests
{
    private static List<(byte[] Data, bool IsKey, long Pts)> Stream(int count, int keyInterval, int bitDepth = 8, bool hash = true)
    {
        using VideoEncoder encoder = VideoEncoder.Open(new VideoEncoderSettings
        {
            Width = 100,
            Height = 72,
            BitDepth = bitDepth,
            Qp = 24,
            KeyInterval = keyInterval,
            Hash = hash,
            Threads = 1,
        });
        return Ramp.Code(encoder, count);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(10)]
    [InlineData(12)]
    public void A_flipped_bit_in_a_slice_is_never_a_match(int bitDepth)
    {
        byte[] unit = Stream(1, 1, bitDepth)[0].Data;
        using VideoDecoder first = VideoDecoder.Open();
        (byte[] whole, VideoFrame wholeFrame) = Ramp.Decode(first, unit, 0);
        wholeFrame.Dispose();
        int mismatches = 0;
        for (int at = unit.Length / 3; at < unit.Length - 60; at += unit.Length / 16)
        {
            byte[] damaged = [.. unit];
            damaged[at] ^= 0x10;
            using VideoDecoder decoder = VideoDecoder.Open(new VideoDecoderSettings { Threads = 1 });
            try
            {
                decoder.Send(damaged, 0);
                decoder.Finish();
                while (decoder.TryReceive(out VideoFrame? frame))
                {
                    using (frame)
                    {
                        // The last bits of a slice may go unused: then the picture is whole, and the verdict right.
                        bool same = whole.AsSpan().SequenceEqual(Ramp.Copy(frame));
                        Assert.True(frame.Hash == PictureHash.Mismatch || same);
                        mismatches += frame.Hash == PictureHash.Mismatch ? 1 : 0;
                    }
                }
            }
            catch (NativeException e)
            {
                Assert.Equal(NativeErrorCode.Data, e.Code);
            }
        }
        Assert.True(mismatches > 0);
    }

    [Fact]
    public void Without_a_hash_in_the_stream_or_with_the_check_off_there_is_no_verdict()
    {
        using VideoDecoder decoder = VideoDecoder.Open();
        using (VideoFrame frame = Ramp.Decode(decoder, Stream(1, 1, hash: false)[0].Data, 0).Frame)
        {
            Assert.Equal(PictureHash.None, frame.Hash);
        }
        using VideoDecoder careless = VideoDecoder.Open(new VideoDecoderSettings { CheckHash = false });
        using (VideoFrame frame = Ramp.Decode(careless, Stream(1, 1)[0].Data, 0).Frame)
        {
            Assert.Equal(PictureHash.None, frame.Hash);
        }
    }

    [Theory]
    [InlineData(99, 8192)]
    [InlineData(8192, 71)]
    [InlineData(64, 64)]
    public void Pictures_over_the_limit_are_refused(int maxWidth, int maxHeight)
    {
        using VideoDecoder decoder = VideoDecoder.Open(new VideoDecoderSettings { MaxWidth = maxWidth, MaxHeight = maxHeight });
        NativeException error = Assert.Throws<NativeException>(() => decoder.Send(Stream(1, 1)[0].Data, 0));
        Assert.Equal(
            (NativeErrorCode.Limit, $"send: the stream's pictures are larger than {maxWidth}x{maxHeight}"), (error.Code, error.Message));
    }

    [Fact]
    public void Garbage_is_an_error_and_the_next_key_picture_decodes()
    {
        using VideoDecoder decoder = VideoDecoder.Open();
        byte[] garbage = new byte[4000];
        new Random(3).NextBytes(garbage);
        NativeException error = Assert.Throws<NativeException>(() => decoder.Send(garbage, 0));
        Assert.Equal(NativeErrorCode.Data, error.Code);
        Assert.StartsWith("send: the HEVC decoder refused the access unit: ", error.Message, StringComparison.Ordinal);
        Ramp.Decode(decoder, Stream(1, 1)[0].Data, 1).Frame.Dispose();
    }

    [Fact]
    public void What_libav_logs_is_kept_for_whoever_asks()
    {
        using VideoDecoder decoder = VideoDecoder.Open();
        NativeLog.Drain();
        byte[] sliceWithoutParameterSets = [0, 0, 1, 0x26, 1, 0xff, 0x12, 0x34];
        Assert.Throws<NativeException>(() => decoder.Send(sliceWithoutParameterSets, 0));
        Assert.Contains(NativeLog.Drain(), line => line.Contains("PPS id out of range", StringComparison.Ordinal));
    }

    [Fact]
    public void After_a_loss_inter_pictures_are_no_match_and_after_a_reset_the_next_key_picture_is()
    {
        var units = Stream(8, 6);
        using VideoDecoder decoder = VideoDecoder.Open();
        Ramp.Decode(decoder, units[0].Data, 0).Frame.Dispose();
        using (VideoFrame frame = Ramp.Decode(decoder, units[2].Data, 2).Frame)
        {
            Assert.Equal(PictureHash.Mismatch, frame.Hash);
        }
        decoder.Reset();
        using (VideoFrame frame = Ramp.Decode(decoder, units[6].Data, 6).Frame)
        {
            Assert.Equal((PictureHash.Match, true, 6L), (frame.Hash, frame.IsKey, frame.Pts));
        }
    }

    [Fact]
    public void A_finished_decoder_says_so_until_it_is_reset()
    {
        var units = Stream(2, 1);
        using VideoDecoder decoder = VideoDecoder.Open();
        Ramp.Decode(decoder, units[0].Data, 0).Frame.Dispose();
        decoder.Finish();
        Assert.False(decoder.TryReceive(out _));
        NativeException error = Assert.Throws<NativeException>(() => decoder.Send(units[1].Data, 1));
        Assert.Equal("send: the decoder was finished: reset it first", error.Message);
        decoder.Reset();
        Ramp.Decode(decoder, units[1].Data, 1).Frame.Dispose();
    }

    [Fact]
    public void A_device_that_is_not_there_is_an_error_at_its_step()
    {
        NativeException error = Assert.Throws<NativeException>(() => VideoDecoder.Open(new VideoDecoderSettings { Device = "abacus" }));
        Assert.Equal((NativeErrorCode.Unsupported, "find: there is no decoding device 'abacus'"), (error.Code, error.Message));
    }

    [Fact]
    public void Extradata_of_MP4_is_refused()
    {
        byte[] hvcc = new byte[23];
        hvcc[0] = 1;
        NativeException error = Assert.Throws<NativeException>(() => VideoDecoder.Open(new VideoDecoderSettings { ExtraData = hvcc }));
        Assert.Equal("open: the extradata is an hvcC box; Annex B is wanted", error.Message);
    }

    [Fact]
    public void An_empty_access_unit_is_refused()
    {
        using VideoDecoder decoder = VideoDecoder.Open();
        NativeException error = Assert.Throws<NativeException>(() => decoder.Send([], 0));
        Assert.Equal("send: a decoder and an access unit of at least one byte must be given", error.Message);
    }
}
