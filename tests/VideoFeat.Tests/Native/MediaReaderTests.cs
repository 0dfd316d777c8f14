using System.Buffers.Binary;
using VideoFeat.Native;

namespace VideoFeat.Tests.Native;

public sealed class MediaReaderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("videofeat-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // A JPEG of 16x8, left half dark and right half light, with EXIF orientation 6: shown, it is 8x16 with the dark half on top.
    private const string Orientation6 =
        "/9j/4AAQSkZJRgABAQAAAQABAAD/4QAiRXhpZgAATU0AKgAAAAgAAQESAAMAAAABAAYAAAAAAAD/2wBDAAYEBQYFBAYGBQYHBwYIChAKCgkJCh" +
        "QODwwQFxQYGBcUFhYaHSUfGhsjHBYWICwgIyYnKSopGR8tMC0oMCUoKSj/2wBDAQcHBwoIChMKChMoGhYaKCgoKCgoKCgoKCgoKCgoKCgoKCgo" +
        "KCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCj/wAARCAAIABADASIAAhEBAxEB/8QAFgABAQEAAAAAAAAAAAAAAAAAAAgJ/8QAFBABAAAAAA" +
        "AAAAAAAAAAAAAAAP/EABQBAQAAAAAAAAAAAAAAAAAAAAD/xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oADAMBAAIRAxEAPwCb2jAA/9k=";

    private string Write(string name, byte[] bytes)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private static byte[] Random(int count)
    {
        byte[] bytes = new byte[count];
        new Random(11).NextBytes(bytes);
        return bytes;
    }

    private static byte[] Planes(MediaReader reader, int width, int height, CropRectangle? crop = null)
    {
        byte[] planes = new byte[3 * width * height];
        reader.Scale(width, height, planes, crop);
        return planes;
    }

    private static byte[] Planar(int pixels, Func<int, (byte R, byte G, byte B)> at) =>
    [
        .. Enumerable.Range(0, pixels).Select(i => at(i).R), .. Enumerable.Range(0, pixels).Select(i => at(i).G),
        .. Enumerable.Range(0, pixels).Select(i => at(i).B),
    ];

    [Fact]
    public void RGB_grey_palette_and_RGBA_pictures_are_exact_at_their_own_size()
    {
        byte[] s = Random(37 * 21 * 4);
        byte[] palette = Random(768);
        (byte ColorType, Func<int, (byte, byte, byte)> At)[] cases =
        [
            (PngFile.Rgb, i => (s[3 * i], s[3 * i + 1], s[3 * i + 2])),
            (PngFile.Gray, i => (s[i], s[i], s[i])),
            (PngFile.Palette, i => (palette[3 * s[i]], palette[3 * s[i] + 1], palette[3 * s[i] + 2])),
            (PngFile.Rgba, i => (s[4 * i], s[4 * i + 1], s[4 * i + 2])),
        ];
        foreach ((byte colorType, Func<int, (byte, byte, byte)> at) in cases)
        {
            string path = Write("a.png", PngFile.Make(37, 21, colorType, s, colorType == PngFile.Palette ? palette : default));
            using MediaReader reader = MediaReader.Open(path);
            Assert.Equal((37, 21, 0.0, "png"), (reader.Width, reader.Height, reader.FrameRate, reader.Codec));
            Assert.True(reader.TryRead());
            Assert.Equal(Planar(37 * 21, at), Planes(reader, 37, 21));
            Assert.False(reader.TryRead());
        }
    }

    [Fact]
    public void A_crop_is_exact_and_one_that_leaves_the_picture_is_refused()
    {
        byte[] s = Random(40 * 30);
        using MediaReader reader = MediaReader.Open(Write("a.png", PngFile.Make(40, 30, PngFile.Gray, s)));
        Assert.True(reader.TryRead());
        byte[] planes = Planes(reader, 7, 5, new CropRectangle(11, 13, 7, 5));
        for (int i = 0; i < planes.Length; i++)
        {
            Assert.Equal(s[(13 + i / 7 % 5) * 40 + 11 + i % 7], planes[i]);
        }
        NativeException error = Assert.Throws<NativeException>(() => Planes(reader, 7, 5, new CropRectangle(34, 0, 7, 5)));
        Assert.Equal("scale: the crop 34,0 7x5 leaves the picture of 40x30", error.Message);
    }

    [Theory]
    [InlineData(16, 12, 1.0)] // a quarter
    [InlineData(200, 100, 1.0)]
    [InlineData(64, 24, 1.0)]
    public void Scaling_a_slope_keeps_the_slope(int width, int height, double tolerance)
    {
        // A plane is what bilinear interpolation and antialiasing reproduce, but for the borders.
        byte[] s = new byte[64 * 48];
        for (int i = 0; i < s.Length; i++)
        {
            s[i] = (byte)(i % 64 * 2 + i / 64 * 2);
        }
        using MediaReader reader = MediaReader.Open(Write("a.png", PngFile.Make(64, 48, PngFile.Gray, s)));
        Assert.True(reader.TryRead());
        byte[] planes = Planes(reader, width, height);
        double stepX = 64.0 / width, stepY = 48.0 / height;
        for (int y = (int)(2 / stepY) + 1; y < height - 2 / stepY - 1; y++)
        {
            for (int x = (int)(2 / stepX) + 1; x < width - 2 / stepX - 1; x++)
            {
                double wanted = 2 * ((x + 0.5) * stepX - 0.5) + 2 * ((y + 0.5) * stepY - 0.5);
                Assert.InRange(planes[y * width + x], wanted - tolerance, wanted + tolerance);
            }
        }
    }

    [Fact]
    public void Full_range_video_comes_back_as_its_grey_codes()
    {
        string path = Path.Combine(_folder, "a.mp4");
        using (VideoEncoder encoder = VideoEncoder.Open(
            new VideoEncoderSettings { Width = 64, Height = 32, Lossless = true, FrameRate = 10, KeyInterval = 3 }))
        using (Muxer muxer = Muxer.Open(
            path, new MuxerSettings { Format = "mp4", Width = 64, Height = 32, FrameRate = 10, ExtraData = encoder.ExtraData.ToArray() }))
        {
            foreach ((byte[] data, bool isKey, long pts) in Ramp.Code(encoder, 5))
            {
                muxer.Write(data, pts, isKey);
            }
            muxer.Finish();
        }
        using MediaReader reader = MediaReader.Open(path);
        Assert.Equal((64, 32, 10.0, "hevc"), (reader.Width, reader.Height, reader.FrameRate, reader.Codec));
        for (int i = 0; i < 5; i++)
        {
            Assert.True(reader.TryRead());
            Assert.Equal(i / 10.0, reader.Seconds, 6);
            byte[] grey = Ramp.Luma(64, 32, 8, i);
            byte[] planes = Planes(reader, 64, 32);
            for (int n = 0; n < planes.Length; n++)
            {
                Assert.InRange(planes[n], grey[n % grey.Length] - 1, grey[n % grey.Length] + 1);
            }
        }
        Assert.False(reader.TryRead());
    }

    [Fact]
    public void EXIF_orientation_is_applied()
    {
        using MediaReader reader = MediaReader.Open(Write("a.jpg", Convert.FromBase64String(Orientation6)));
        Assert.Equal((8, 16), (reader.Width, reader.Height));
        Assert.True(reader.TryRead());
        byte[] planes = Planes(reader, 8, 16);
        Assert.InRange(planes[0], 0, 60);
        Assert.InRange(planes[7], 0, 60);
        Assert.InRange(planes[8 * 16 - 8], 195, 255);
        Assert.InRange(planes[8 * 16 - 1], 195, 255);
    }

    [Fact]
    public void The_bytes_decide_not_the_name()
    {
        using MediaReader reader = MediaReader.Open(Write("photo%03d.jpg", PngFile.Make(9, 9, PngFile.Gray, Random(81))));
        Assert.Equal("png", reader.Codec);
    }

    [Fact]
    public void Bad_files_are_refused_by_name()
    {
        byte[] png = PngFile.Make(50, 50, PngFile.Rgb, Random(7500));
        AssertFails(Path.Combine(_folder, "none.png"), NativeErrorCode.Io, "open: '{0}' cannot be read: No such file or directory");
        AssertFails(
            Write("empty.png", []), NativeErrorCode.Data,
            "open: '{0}' is no image or video that VideoFeat reads: Invalid data found when processing input");
        AssertFails(
            Write("list.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n/etc/passwd\n"u8.ToArray()), NativeErrorCode.Data,
            "open: '{0}' is no image or video that VideoFeat reads");
        AssertFails(Write("half.png", png[..(png.Length / 2)]), NativeErrorCode.Data, "read: '{0}' after 0 pictures");
        byte[] wide = [.. png];
        BinaryPrimitives.WriteInt32BigEndian(wide.AsSpan(16), 100_000);
        AssertFails(Write("wide.png", wide), NativeErrorCode.Data, "");
    }

    [Fact]
    public void A_picture_over_the_limit_is_refused()
    {
        string path = Write("a.png", PngFile.Make(50, 40, PngFile.Rgb, Random(6000)));
        NativeException error = Assert.Throws<NativeException>(
            () => MediaReader.Open(path, new MediaReaderSettings { MaxWidth = 49, MaxHeight = 1000 }));
        Assert.Equal(
            (NativeErrorCode.Limit, $"read: '{path}' has a picture of 50x40; allowed is 49x1000"), (error.Code, error.Message));
    }

    private static void AssertFails(string path, NativeErrorCode code, string start)
    {
        NativeException error = Assert.Throws<NativeException>(() => MediaReader.Open(path));
        Assert.Equal(code, error.Code);
        Assert.StartsWith(string.Format(start, path), error.Message, StringComparison.Ordinal);
    }
}
