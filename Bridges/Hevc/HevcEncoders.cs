using VideoFeat.Native;

namespace VideoFeat.Bridges.Hevc;

/// <summary>An HEVC encoder of libavcodec and the geometry and modes that it takes.</summary>
/// <param name="Name">libavcodec's name.</param>
/// <param name="MinWidth">Smallest picture width in samples.</param>
/// <param name="MinHeight">Smallest picture height in samples.</param>
/// <param name="MaxBitDepth">Deepest codes.</param>
/// <param name="Lossless">True where the encoder can return codes exactly.</param>
/// <param name="Monochrome">True where the encoder takes 4:0:0.</param>
/// <param name="Md5">True where the encoder writes the MD5 picture hash.</param>
internal sealed record HevcEncoder(string Name, int MinWidth, int MinHeight, int MaxBitDepth, bool Lossless, bool Monochrome, bool Md5)
{
    /// <summary>Why this encoder cannot take the mode, or null.</summary>
    public string? Refusal(HevcOptions options, int bitDepth)
    {
        if (bitDepth > MaxBitDepth)
        {
            return $"takes at most {MaxBitDepth} bit, not {bitDepth}";
        }

        if (options.Mode == RateMode.Lossless && !Lossless)
        {
            return "has no lossless mode";
        }

        return options.Chroma == ChromaFormat.Gray && !Monochrome ? "takes no 4:0:0" : null;
    }
}

/// <summary>The encoders in the order in which <c>auto</c> tries them: hardware first, for it leaves the processor to the network.</summary>
internal static class HevcEncoders
{
    /// <summary>Software, present wherever FFmpeg was built with it. 16x16 is the smallest picture that libx265 3.5 opens (measured).</summary>
    public static readonly HevcEncoder X265 = new("libx265", 16, 16, 12, Lossless: true, Monochrome: true, Md5: true);

    // Hardware minimums: NVENC about 145x49, others up to 128 (their SDK documentation; not measured, no such hardware at hand).
    public static readonly IReadOnlyList<HevcEncoder> All =
    [
        new("hevc_nvenc", 160, 64, 10, Lossless: true, Monochrome: false, Md5: false),
        new("hevc_qsv", 128, 128, 10, Lossless: false, Monochrome: false, Md5: false),
        new("hevc_vaapi", 128, 128, 10, Lossless: false, Monochrome: false, Md5: false),
        new("hevc_amf", 128, 128, 10, Lossless: false, Monochrome: false, Md5: false),
        new("hevc_videotoolbox", 128, 128, 10, Lossless: false, Monochrome: false, Md5: false),
        X265,
    ];

    public static string Names => string.Join(", ", All.Select(e => e.Name));

    public static bool IsKnown(string name) => All.Any(e => e.Name == name);

    public static HevcEncoder Get(string name) => All.First(e => e.Name == name);
}
