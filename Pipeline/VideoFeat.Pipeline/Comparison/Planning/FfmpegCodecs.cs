using VideoFeat.Comparison.Coders;
using VideoFeat.Comparison.Results;
using VideoFeat.Packing.Layout;

namespace VideoFeat.Comparison.Planning;

/// <summary>Codecs that ffmpeg has, as commands. No colour is converted on the way: grey in, the luma plane out.</summary>
internal static class FfmpegCodecs
{
    private const string Quiet = "ffmpeg -v error -nostdin -y";
    private const string Raw = "-f rawvideo -pix_fmt {pixfmt} -s {width}x{height} -r 30 -i {input} -threads {threads}";

    public static IEnumerable<CodecEntry> All(string[] qps, CodecSetting layout, CodecSetting bits, CodecSetting prediction)
    {
        // FFV1 of level 1 carries its header in every key picture and so needs no container.
        yield return Still("ffv1", "FFV1 by ffmpeg", "ffv1", "-c:v ffv1 -level 1 -coder 1 -context 1", "-f image2 -c:v ffv1 -video_size {width}x{height} -pixel_format {pixfmt}", ".ffv1");
        yield return Still("jpeg-ls", "JPEG-LS by ffmpeg", "jpegls", "-c:v jpegls", "-f image2 -c:v jpegls", ".jls");
        yield return Still("jpeg-xl", "JPEG XL by libjxl", "libjxl", "-c:v libjxl -distance 0 -effort 7", "-f image2 -c:v libjxl", ".jxl");
        yield return Still("png", "PNG by ffmpeg", "png", "-c:v png -compression_level 9 -pred mixed", "-f image2 -c:v png", ".png");
        CodecEntry webp = Still("webp", "WebP lossless by libwebp", "libwebp", "-c:v libwebp -lossless 1 -compression_level 6 -pix_fmt bgra", "-f image2 -c:v webp", ".webp");

        // WebP holds eight bits and no more.
        yield return webp with { Settings = [CodecSetting.Word("bits", ["8"], "8"), layout] };
        yield return new CodecEntry
        {
            Name = "h264",
            Title = "H.264 by x264",
            Kind = CodecKind.Video,
            PointName = "qp{0}",
            Needs = "libx264",
            Settings = [CodecSetting.Qp(51, false, qps), bits, layout, prediction],
            Make = c => Video(c, $"-c:v libx264 -preset medium -tune psnr -qp {c.Point} -bf 0 {(c["prediction"] == "p" ? "-g 9999 -x264-params rc-lookahead=0:scenecut=0" : "-g 1")}", "h264", c["prediction"] == "p"),
        };
        yield return new CodecEntry
        {
            Name = "av1",
            Title = "AV1 by libaom",
            Kind = CodecKind.Video,
            PointName = "crf{0}",
            Needs = "libaom-av1",
            Settings = [CodecSetting.Whole("crf", 0, 63, "8", "16", "26", "36", "46", "56"), bits, layout, prediction, CodecSetting.Whole("cpu-used", 0, 8, "4")],
            Make = c => Video(c, $"-c:v libaom-av1 -cpu-used {c["cpu-used"]} -crf {c.Point} -b:v 0 {(c["prediction"] == "p" ? "-usage realtime -lag-in-frames 0 -g 9999" : "-usage allintra")}", "obu", c["prediction"] == "p"),
        };

        CodecEntry Still(string name, string title, string encoder, string encode, string decode, string extension) => new()
        {
            Name = name,
            Title = title,
            Kind = CodecKind.Video,
            PointName = "{0}bit",
            Needs = encoder,
            Settings = [bits, layout],
            Make = c => new CommandCoder(
                Setup(c, false, true),
                new CodingCommand
                {
                    Encode = CommandTemplate.Parse(name, $"{Quiet} {Raw} {encode} -f image2 -update 1 {{bitstream}}"),
                    Decode = CommandTemplate.Parse(name, $"{Quiet} {decode} -i {{bitstream}} -f rawvideo -pix_fmt {{pixfmt}} {{output}}"),
                    Extension = extension,
                    PerFrame = true,
                    WideSamples = true,
                    Limit = c.Limit,
                },
                c.Point,
                c.Threads),
        };
    }

    /// <summary>Coded input pictures: what a receiver would get that runs the whole network.</summary>
    public static IEnumerable<CodecEntry> Pictures()
    {
        yield return Picture("jpeg-input", "JPEG-coded input picture, whole network at the receiver", "mjpeg", CodecSetting.Whole("q", 2, 31, "2", "5", "10", "16", "24", "31"), "q{0}",
            c => $"-c:v mjpeg -pix_fmt yuvj420p -q:v {c.Point} -f image2 -update 1", ".jpg");
        yield return Picture("hevc-input", "HEVC-coded input picture, whole network at the receiver", "libx265", CodecSetting.Qp(51, false, "16", "22", "28", "34", "40", "46"), "qp{0}",
            c => $"-c:v libx265 -preset medium -pix_fmt yuv420p -x265-params qp={c.Point}:keyint=1:pools=none:frame-threads=1:info=0:log-level=error -f hevc", ".hevc");
    }

    /// <summary>A video coder of an elementary stream.</summary>
    public static CommandCoder Video(CodecChoice c, string encode, string format, bool predicted)
    {
        string name = c.Codec;
        return new CommandCoder(
            Setup(c, predicted, c.Point == CodecSetting.Lossless),
            new CodingCommand
            {
                Encode = CommandTemplate.Parse(name, $"{Quiet} {Raw} {encode} -pix_fmt {{pixfmt}} -f {format} {{bitstream}}"),

                // The luma plane as it is: a conversion to grey would stretch its range.
                Decode = CommandTemplate.Parse(name, $"{Quiet} -threads {{threads}} -f {format} -i {{bitstream}} -vf extractplanes=y -vsync passthrough -f rawvideo -pix_fmt {{pixfmt}} {{output}}"),
                Extension = "." + format,
                Limit = c.Limit,
            },
            c.Point,
            c.Threads);
    }

    public static FrameSetup Setup(CodecChoice c, bool predicted, bool lossless) =>
        new(c.Number("bits"), c["layout"] == "channel" ? LayoutKind.ChannelPerFrame : LayoutKind.Tiled, predicted, lossless);

    private static CodecEntry Picture(string name, string title, string encoder, CodecSetting points, string pointName, Func<CodecChoice, string> encode, string extension) => new()
    {
        Name = name,
        Title = title,
        Kind = CodecKind.RemoteInference,
        PointName = pointName,
        Needs = encoder,
        Settings = [points],
        Make = _ => throw new InvalidOperationException($"{name} codes pictures, not features."),
        Picture = c => new PictureCommand(
            CommandTemplate.Parse(name, $"{Quiet} -i {{input}} -vf scale={{width}}:{{height}}:flags=bilinear -frames:v 1 -threads {{threads}} {encode(c)} {{bitstream}}"), extension, c.Limit),
    };
}
