using VideoFeat.Native;

namespace VideoFeat.Tests.Native;

public class LosslessRoundTripTests
{
    [Theory]
    [InlineData(8, ChromaFormat.Yuv420, 1)]
    [InlineData(8, ChromaFormat.Gray, 1)]
    [InlineData(10, ChromaFormat.Yuv420, 1)]
    [InlineData(10, ChromaFormat.Gray, 1)]
    [InlineData(12, ChromaFormat.Yuv420, 1)]
    [InlineData(12, ChromaFormat.Gray, 1)]
    [InlineData(8, ChromaFormat.Yuv420, 4)]
    [InlineData(8, ChromaFormat.Gray, 4)]
    [InlineData(10, ChromaFormat.Yuv420, 4)]
    [InlineData(12, ChromaFormat.Gray, 4)]
    public void Every_code_survives(int bitDepth, ChromaFormat chroma, int keyInterval)
    {
        using VideoEncoder encoder = VideoEncoder.Open(Settings(bitDepth, chroma, keyInterval));
        using VideoDecoder decoder = VideoDecoder.Open();
        var units = Ramp.Code(encoder, 6);
        Assert.Equal(6, units.Count);
        for (int i = 0; i < units.Count; i++)
        {
            (byte[] luma, VideoFrame frame) = Ramp.Decode(decoder, units[i].Data, i);
            using (frame)
            {
                Assert.Equal(Ramp.Luma(100, 72, bitDepth, i), luma);
                Assert.Equal((100, 72, bitDepth, chroma), (frame.Width, frame.Height, frame.BitDepth, frame.Chroma));
                Assert.Equal((i, i % keyInterval == 0, PictureHash.Match), (frame.Pts, frame.IsKey, frame.Hash));
            }
            Assert.Equal((i % keyInterval == 0, i), (units[i].IsKey, (int)units[i].Pts));
        }
    }

    [Theory]
    [InlineData("hevc", ".hevc", 8, ChromaFormat.Yuv420, 1)]
    [InlineData("mp4", ".mp4", 8, ChromaFormat.Yuv420, 4)]
    [InlineData("matroska", ".mkv", 8, ChromaFormat.Yuv420, 4)]
    [InlineData("mpegts", ".ts", 8, ChromaFormat.Yuv420, 4)]
    [InlineData("hevc", ".hevc", 10, ChromaFormat.Gray, 4)]
    [InlineData("mp4", ".mp4", 10, ChromaFormat.Gray, 1)]
    [InlineData("matroska", ".mkv", 12, ChromaFormat.Gray, 1)]
    [InlineData("mpegts", ".ts", 12, ChromaFormat.Yuv420, 1)]
    public void Every_code_and_every_SEI_survive_the_container(
        string format, string extension, int bitDepth, ChromaFormat chroma, int keyInterval)
    {
        using VideoEncoder encoder = VideoEncoder.Open(Settings(bitDepth, chroma, keyInterval));
        var units = Ramp.Code(encoder, 8);
        string path = Path.Combine(Path.GetTempPath(), $"videofeat-{Guid.NewGuid():N}{extension}");
        try
        {
            var settings = new MuxerSettings
            {
                Format = format,
                Width = 100,
                Height = 72,
                FrameRate = 12.5,
                ExtraData = encoder.ExtraData.ToArray(),
                Comment = "ramp",
            };
            using (Muxer muxer = Muxer.Open(path, settings))
            {
                foreach ((byte[] data, bool isKey, long pts) in units)
                {
                    byte[] message = Message(pts);
                    byte[] unit = new byte[SeiInserter.MaxLength(data.Length, message.Length, 1)];
                    int length = SeiInserter.Insert(data, message, default, unit);
                    muxer.Write(unit.AsSpan(0, length), pts, isKey);
                }
                muxer.Finish();
            }

            using Demuxer demuxer = Demuxer.Open(path);
            Assert.Equal((100, 72, 12.5), (demuxer.Width, demuxer.Height, demuxer.FrameRate));
            using VideoDecoder decoder = VideoDecoder.Open();
            for (int i = 0; i < 8; i++)
            {
                Assert.True(demuxer.TryRead(out VideoPacket? packet));
                using (packet)
                {
                    Assert.Equal((i, i % keyInterval == 0), (packet.Pts, packet.IsKey));
                    Assert.Equal(Message(i), AnnexB.UserData(packet.Data).Single());
                    (byte[] luma, VideoFrame frame) = Ramp.Decode(decoder, packet.Data, packet.Pts);
                    using (frame)
                    {
                        Assert.Equal(Ramp.Luma(100, 72, bitDepth, i), luma);
                        Assert.Equal(PictureHash.Match, frame.Hash);
                    }
                }
            }
            Assert.False(demuxer.TryRead(out _));

            demuxer.SeekToKey(6);
            Assert.True(demuxer.TryRead(out VideoPacket? found));
            using (found)
            {
                Assert.Equal((6 / keyInterval * keyInterval, true), (found.Pts, found.IsKey));
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static VideoEncoderSettings Settings(int bitDepth, ChromaFormat chroma, int keyInterval) => new()
    {
        Width = 100,
        Height = 72,
        BitDepth = bitDepth,
        Chroma = chroma,
        Lossless = true,
        KeyInterval = keyInterval,
        FrameRate = 12.5,
        Hash = true,
        Threads = 1,
        Options = VideoEncoderSettings.FeaturePreset,
    };

    // A UUID, then 3000 bytes with many zeros, so that emulation prevention has work.
    private static byte[] Message(long pts)
    {
        byte[] message = new byte[16 + 3000];
        new Random((int)pts).NextBytes(message);
        for (int i = 16; i < message.Length; i++)
        {
            message[i] &= (byte)(i % 5 == 0 ? 3 : 0);
        }
        return message;
    }
}
