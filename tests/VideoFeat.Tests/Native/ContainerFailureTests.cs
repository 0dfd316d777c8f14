using System.Net;
using System.Net.Sockets;
using VideoFeat.Native;

namespace VideoFeat.Tests.Native;

public sealed class ContainerFailureTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("videofeat-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    [Fact]
    public void A_missing_file_is_named() =>
        AssertFails(In("none.mp4"), NativeErrorCode.Io, $"open: '{In("none.mp4")}' cannot be read: No such file or directory");

    [Fact]
    public void An_empty_file_a_text_and_a_folder_are_refused()
    {
        File.WriteAllBytes(In("empty.hevc"), []);
        File.WriteAllText(In("text.mp4"), string.Concat(Enumerable.Repeat("no video at all\n", 500)));
        foreach (string name in (string[])["empty.hevc", "text.mp4", ""])
        {
            Assert.Throws<NativeException>(() => Demuxer.Open(In(name)));
        }
    }

    [Fact]
    public void Slices_without_parameter_sets_are_refused()
    {
        var units = Code();
        File.WriteAllBytes(In("p.hevc"), [.. units.Where(u => !u.IsKey).SelectMany(u => u.Data)]);
        AssertFails(
            In("p.hevc"), NativeErrorCode.Data, $"open: '{In("p.hevc")}' has no HEVC parameter sets in its first 9 access units",
            new DemuxerSettings { Format = "hevc" });
    }

    [Theory]
    [InlineData("hevc", "a.hevc")]
    [InlineData("matroska", "a.mkv")]
    [InlineData("mpegts", "a.ts")]
    [InlineData("mp4", "a.mp4")]
    public void A_cut_file_gives_whole_units_and_then_ends_or_fails_but_never_hangs(string format, string name)
    {
        var units = Code();
        Write(In(name), format, units);
        byte[] whole = File.ReadAllBytes(In(name));
        int best = 0;
        for (int cut = whole.Length - 1; cut > 0; cut -= whole.Length / 23 + 1)
        {
            File.WriteAllBytes(In("cut"), whole[..cut]);
            int read = 0;
            try
            {
                using Demuxer demuxer = Demuxer.Open(In("cut"));
                while (demuxer.TryRead(out VideoPacket? packet))
                {
                    packet.Dispose();
                    read++;
                }
            }
            catch (NativeException e)
            {
                Assert.True(e.Code is NativeErrorCode.Data or NativeErrorCode.Io, e.Message);
            }
            Assert.InRange(read, 0, units.Count);
            best = Math.Max(best, read);
        }
        // MP4 has its index at the end: without it, it cannot be opened at all.
        Assert.True(best > 0 || format == "mp4");
    }

    [Fact]
    public void A_cut_Matroska_file_says_that_it_is_cut()
    {
        Write(In("a.mkv"), "matroska", Code());
        byte[] whole = File.ReadAllBytes(In("a.mkv"));
        File.WriteAllBytes(In("cut.mkv"), whole[..(whole.Length * 2 / 3)]);
        using Demuxer demuxer = Demuxer.Open(In("cut.mkv"));
        NativeException error = Assert.Throws<NativeException>(() =>
        {
            while (demuxer.TryRead(out VideoPacket? packet))
            {
                packet.Dispose();
            }
        });
        Assert.Equal(NativeErrorCode.Data, error.Code);
        Assert.Contains("prematurely", error.Message, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("hevc")]
    [InlineData("matroska")]
    [InlineData("mpegts")]
    public void A_full_disk_is_an_error_at_once(string format)
    {
        Skip.IfNot(File.Exists("/dev/full"), "skipped because this system has no /dev/full");
        NativeException error = Assert.Throws<NativeException>(() => Write("/dev/full", format, Code()));
        Assert.Equal(NativeErrorCode.Io, error.Code);
        Assert.EndsWith("'/dev/full': No space left on device", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_not_there_an_unknown_format_and_an_unknown_option_are_named()
    {
        var units = Code();
        Assert.Equal(
            $"open: '{In("no/a.mp4")}' cannot be written: No such file or directory",
            Assert.Throws<NativeException>(() => Write(In("no/a.mp4"), "mp4", units)).Message);
        Assert.Equal(
            "find: this libavformat has no muxer 'vcr'", Assert.Throws<NativeException>(() => Write(In("a"), "vcr", units)).Message);
        Assert.Equal(
            "open: mp4 has no option 'colour' (given with the value 'red')",
            Assert.Throws<NativeException>(() => Write(In("a.mp4"), "mp4", units, new KeyValuePair<string, string>("colour", "red"))).Message);
        Write(In("a.mp4"), "mp4", units);
        AssertFails(
            In("a.mp4"), NativeErrorCode.Option, "open: mov,mp4,m4a,3gp,3g2,mj2 has no option 'colour' (given with the value 'red')",
            new DemuxerSettings { Options = [new("colour", "red")] });
    }

    [Fact]
    public void Names_with_a_colon_or_a_percent_sign_are_names()
    {
        string path = In("tcp:a%03d.mkv");
        Write(path, "matroska", Code());
        using Demuxer demuxer = Demuxer.Open(path);
        Assert.Equal(64, demuxer.Width);
    }

    [Fact]
    public void Other_video_is_refused_by_name()
    {
        // An AVI header would do; a Matroska file whose codec id was overwritten is at hand.
        Write(In("a.mkv"), "matroska", Code());
        byte[] bytes = File.ReadAllBytes(In("a.mkv"));
        int at = bytes.AsSpan().IndexOf("V_MPEGH/ISO/HEVC"u8);
        "V_MPEG4/ISO/AVC\0"u8.CopyTo(bytes.AsSpan(at));
        File.WriteAllBytes(In("b.mkv"), bytes);
        AssertFails(In("b.mkv"), NativeErrorCode.Data, $"open: '{In("b.mkv")}' has h264 video, no HEVC");
    }

    [Fact]
    public void A_server_that_never_answers_ends_at_the_time_limit()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        string url = $"tcp://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        NativeException error = Assert.Throws<NativeException>(
            () => Demuxer.Open(url, new DemuxerSettings { Format = "hevc", TimeoutMs = 200 }));
        Assert.Equal((NativeErrorCode.Timeout, "open"), (error.Code, error.Step is "read" ? "open" : error.Step));
    }

    private static void AssertFails(string path, NativeErrorCode code, string message, DemuxerSettings? settings = null)
    {
        NativeException error = Assert.Throws<NativeException>(() => Demuxer.Open(path, settings));
        Assert.Equal((code, message), (error.Code, error.Message));
    }

    private static List<(byte[] Data, bool IsKey, long Pts)> Code()
    {
        using VideoEncoder encoder = VideoEncoder.Open(
            new VideoEncoderSettings { Width = 64, Height = 64, Lossless = true, KeyInterval = 10, Threads = 1 });
        _extraData = encoder.ExtraData.ToArray();
        return Ramp.Code(encoder, 10);
    }

    [ThreadStatic]
    private static byte[]? _extraData;

    private static void Write(
        string path, string format, List<(byte[] Data, bool IsKey, long Pts)> units, params KeyValuePair<string, string>[] options)
    {
        using Muxer muxer = Muxer.Open(
            path, new MuxerSettings { Format = format, Width = 64, Height = 64, ExtraData = _extraData, Options = options });
        foreach ((byte[] data, bool isKey, long pts) in units)
        {
            muxer.Write(data, pts, isKey);
        }
        muxer.Finish();
    }
}
