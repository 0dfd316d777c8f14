namespace VideoFeat.Native;

/// <summary>How a <see cref="VideoEncoder"/> codes. Exactly one of <see cref="Lossless"/>, <see cref="Qp"/> and
/// <see cref="BitrateKbps"/> is set.</summary>
public sealed record VideoEncoderSettings
{
    /// <summary>libx265 (default), hevc_nvenc, hevc_qsv, hevc_vaapi, hevc_amf or hevc_videotoolbox.</summary>
    public string Codec { get; init; } = "libx265";

    /// <summary>Width in samples, 1 to 16384; even for 4:2:0. libx265 3.5 takes 16 and more.</summary>
    public required int Width { get; init; }

    /// <summary>Height in samples, 1 to 16384; even for 4:2:0. libx265 3.5 takes 16 and more.</summary>
    public required int Height { get; init; }

    /// <summary>8 (default), 10 or 12 bits a sample; hardware takes 8 and 10.</summary>
    public int BitDepth { get; init; } = 8;

    /// <summary>4:2:0 with neutral chroma (default), or 4:0:0 (libx265).</summary>
    public ChromaFormat Chroma { get; init; } = ChromaFormat.Yuv420;

    /// <summary>Bit-exact coding (libx265, hevc_nvenc).</summary>
    public bool Lossless { get; init; }

    /// <summary>Constant quantization parameter, 0 to 51.</summary>
    public int? Qp { get; init; }

    /// <summary>Each picture may have a QP of its own, <see cref="VideoEncoder.SetQp"/>; <see cref="Qp"/> is the first (libx265).
    /// Overrides what <see cref="Options"/> say of crf, qcomp, ipratio, aq-mode, aq-strength, qg-size and cutree.</summary>
    public bool VaryQp { get; init; }

    /// <summary>Target bit rate in kbit/s; the rate buffer holds one second, four frames at least.</summary>
    public int? BitrateKbps { get; init; }

    /// <summary>Frames from one key picture (IDR) to the next; 1 (default): every picture is coded by itself.</summary>
    public int KeyInterval { get; init; } = 1;

    /// <summary>Frames a second, above 0; default 30. Rate control and time stamps go by it.</summary>
    public double FrameRate { get; init; } = 30;

    /// <summary>Parameter sets also in <see cref="VideoEncoder.ExtraData"/> (default), as MP4 and Matroska need. Key pictures
    /// carry them in band either way.</summary>
    public bool GlobalHeader { get; init; } = true;

    /// <summary>Worker threads; 0 (default): as many as the codec likes. Never a picture of delay.</summary>
    public int Threads { get; init; }

    /// <summary>The codec's preset; null (default): superfast for libx265, p4 for hevc_nvenc.</summary>
    public string? Preset { get; init; }

    /// <summary>x265 parameters for libx265, codec options for hardware; a later one wins. An unknown name is an error.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Options { get; init; } = [];

    /// <summary>Largest coding unit (CTU): 16, 32 or 64; null: the preset's. libx265.</summary>
    public int? MaxCuSize { get; init; }

    /// <summary>Smallest coding unit: 8, 16 or 32; null: the preset's. libx265.</summary>
    public int? MinCuSize { get; init; }

    /// <summary>An MD5 picture hash with every picture, 22 (4:0:0) or 54 bytes. libx265; hardware encoders have none.</summary>
    public bool Hash { get; init; }

    /// <summary>The x265 parameters measured best for feature maps: no filter or decision made for the eye.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> FeaturePreset { get; } =
    [
        new("min-cu-size", "8"), new("no-deblock", "1"), new("no-sao", "1"), new("psy-rd", "0"), new("psy-rdoq", "0"),
        new("aq-mode", "0"), new("no-strong-intra-smoothing", "1"), new("tskip", "1"), new("no-cutree", "1"),
        new("no-scenecut", "1"), new("ipratio", "1"),
    ];
}
