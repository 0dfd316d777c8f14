using VideoFeat.Bridges.Hevc;
using VideoFeat.Native;
using VideoFeat.Packing.Layout;

namespace VideoFeat.Tests.Hevc;

/// <summary>A second, independent decoder and muxer: what GStreamer gives must be what we wrote.</summary>
public class GStreamerTests
{
    [SkippableTheory]
    [InlineData(8, Prediction.Intra)]
    [InlineData(8, Prediction.LowDelayP)]
    [InlineData(10, Prediction.Intra)]
    [InlineData(10, Prediction.LowDelayP)]
    public void Its_decoder_gives_the_same_luma(int bits, Prediction prediction)
    {
        Require();
        using var folder = new TemporaryFolder();
        string file = LosslessTests.WriteRamps(folder["a.hevc"], bits, ChromaFormat.Yuv420, prediction, LayoutKind.Tiled);
        string raw = folder["a.yuv"];
        Tool.Succeed("gst-launch-1.0", "-q", "filesrc", $"location={file}", "!", "h265parse", "!", "avdec_h265", "!", "filesink", $"location={raw}");
        byte[] theirs = File.ReadAllBytes(raw);
        byte[][] ours = Luma(file, out int frameBytes);
        Assert.Equal(LosslessTests.Sets, ours.Length);
        Assert.Equal(ours.Length * frameBytes, theirs.Length);
        for (int i = 0; i < ours.Length; i++)
        {
            Assert.True(ours[i].AsSpan().SequenceEqual(theirs.AsSpan(i * frameBytes, ours[i].Length)), $"frame {i} differs");
        }
    }

    [SkippableTheory]
    [InlineData("matroskamux", ".mkv")]
    [InlineData("mp4mux", ".mp4")]
    [InlineData("mpegtsmux", ".ts")]
    public void What_its_muxers_make_of_our_mp4_decodes_to_the_same_tensors(string muxer, string extension)
    {
        Require();
        using var folder = new TemporaryFolder();
        string file = LosslessTests.WriteRamps(folder["a.mp4"], 8, ChromaFormat.Yuv420, Prediction.LowDelayP, LayoutKind.Tiled);
        string to = folder["b" + extension];
        Tool.Succeed("gst-launch-1.0", "-q", "filesrc", $"location={file}", "!", "qtdemux", "!", "h265parse", "!", muxer, "!", "filesink", $"location={to}");
        LosslessTests.AssertRamps(to, 8);
    }

    private static void Require()
    {
        Skip.IfNot(Tool.Exists("gst-launch-1.0"), "skipped because gst-launch-1.0 is not installed");
        Skip.IfNot(Tool.Run("gst-inspect-1.0", ["avdec_h265"]).Status == 0, "skipped because GStreamer has no avdec_h265 (gstreamer1.0-libav)");
        Skip.IfNot(Tool.Run("gst-inspect-1.0", ["h265parse"]).Status == 0, "skipped because GStreamer has no h265parse (gstreamer1.0-plugins-bad)");
    }

    private static byte[][] Luma(string file, out int frameBytes)
    {
        using Demuxer demuxer = Demuxer.Open(file);
        using VideoDecoder decoder = VideoDecoder.Open();
        var frames = new List<byte[]>();
        int bytes = 0;
        void Take()
        {
            while (decoder.TryReceive(out VideoFrame? frame))
            {
                using (frame)
                {
                    var luma = new List<byte>();
                    for (int y = 0; y < frame.Height; y++)
                    {
                        luma.AddRange(frame.Row(y));
                    }

                    bytes = luma.Count * 3 / 2;
                    frames.Add([.. luma]);
                }
            }
        }

        for (long i = 0; demuxer.TryRead(out VideoPacket? packet); i++)
        {
            using (packet)
            {
                decoder.Send(packet.Data, i);
            }

            Take();
        }

        decoder.Finish();
        Take();
        frameBytes = bytes;
        return [.. frames];
    }
}
