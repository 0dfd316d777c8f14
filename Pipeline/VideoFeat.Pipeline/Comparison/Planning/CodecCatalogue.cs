using System.Globalization;
using VideoFeat.Bridges.Hevc;
using VideoFeat.Bridges.Lightweight;
using VideoFeat.Bridges.NearLossless;
using VideoFeat.Comparison.Coders;
using VideoFeat.Comparison.Results;
using VideoFeat.Packing.Layout;

namespace VideoFeat.Comparison.Planning;

/// <summary>Every codec that a plan may name.</summary>
internal static class CodecCatalogue
{
    private static readonly string[] Qps = ["10", "16", "22", "28", "34", "40"];
    private static readonly string[] Presets = ["ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow", "placebo"];

    private static readonly CodecSetting Layout = CodecSetting.Word("layout", ["tiled", "channel"], "tiled");
    private static readonly CodecSetting Prediction = CodecSetting.Word("prediction", ["intra", "p"], "intra");
    private static readonly CodecSetting Bits = CodecSetting.Word("bits", ["8", "10", "12"], "8");
    private static readonly CodecSetting FewBits = CodecSetting.Word("bits", ["8", "10"], "8");
    private static readonly CodecSetting Medium = CodecSetting.Word("preset", Presets, "medium");

    public static IReadOnlyList<CodecEntry> All { get; } =
    [
        .. Own(), X265("hevc-intra", "HEVC-Intra by x265", false), X265("hevc-p", "HEVC low-delay P by x265", true), .. FfmpegCodecs.All(Qps, Layout, FewBits, Prediction), .. Compressors(), Command(),
        .. FfmpegCodecs.Pictures(),
    ];

    public static string Names => string.Join(", ", All.Select(e => e.Name));

    public static CodecEntry? Find(string name) => All.FirstOrDefault(e => e.Name == name);

    private static IEnumerable<CodecEntry> Own()
    {
        yield return new CodecEntry
        {
            Name = "hevc",
            Title = "VideoFeat's HEVC bridge",
            Kind = CodecKind.VideoFeat,
            PointName = "qp{0}",
            Settings = [CodecSetting.Qp(51, true, Qps), Bits, Layout, Prediction, CodecSetting.Word("preset", Presets, "superfast"), CodecSetting.Word("per-channel", ["true", "false"], "false")],
            Make = c => Bridge(c, Rated(c, Basis(c) with { Preset = c["preset"], Encoder = "libx265" }), $"--encoder libx265 --preset {c["preset"]} {QpFlag(c)}"),
        };
        yield return new CodecEntry
        {
            Name = "near-lossless",
            Title = "VideoFeat's near-lossless bridge",
            Kind = CodecKind.VideoFeat,
            PointName = "{0}bit",
            Settings = [Bits, CodecSetting.Word("effort", ["fast", "default", "best"], "default"), Prediction],
            Make = c => Bridge(
                c,
                Basis(c) with { Bridge = FeatureBridge.NearLossless, Profile = null, Effort = Enum.Parse<NearLosslessEffort>(c["effort"], ignoreCase: true) },
                $"--bridge near-lossless --effort {c["effort"]}"),
        };
        yield return new CodecEntry
        {
            Name = "lightweight",
            Title = "VideoFeat's lightweight bridge",
            Kind = CodecKind.VideoFeat,
            PointName = "levels{0}",
            Settings =
            [
                CodecSetting.Whole("levels", 2, 256, "2", "3", "4", "6", "8", "16"), CodecSetting.Word("ecq", ["true", "false"], "false"), CodecSetting.Word("contexts", ["one", "rich"], "rich"),
                CodecSetting.Word("activation", ["auto", "relu", "relu6", "silu", "linear"], "auto"),
            ],
            Make = c => Bridge(
                c,
                new CodecOptions
                {
                    Bridge = FeatureBridge.Lightweight,
                    Levels = c.Number("levels"),
                    Ecq = c["ecq"] == "true" ? LightweightOptions.UsualEcq : null,
                    Contexts = Enum.Parse<LightweightContexts>(c["contexts"], ignoreCase: true),
                    Activation = new Activation(Enum.Parse<ActivationKind>(c["activation"], ignoreCase: true)),
                    Threads = c.Threads,
                },
                $"--bridge lightweight --levels {c.Point}{(c["ecq"] == "true" ? " --ecq" : "")} --contexts {c["contexts"]} --activation {c["activation"]}"),
        };
        yield return new CodecEntry
        {
            Name = "transform",
            Title = "VideoFeat's transform bridge",
            Kind = CodecKind.VideoFeat,
            PointName = "q{0}",
            NeedsProfile = true,
            Settings =
            [
                new CodecSetting("step-scale", "0.0625..64", v => double.TryParse(v, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double s) && s is >= 0.0625 and <= 64, "0.35", "0.7", "1.4", "2.8", "5.6"),
                Prediction,
            ],
            Make = c => Bridge(
                c,
                Basis(c) with { Bridge = FeatureBridge.Transform, StepScale = double.Parse(c["step-scale"], CultureInfo.InvariantCulture) },
                $"--bridge transform --profile calibrated.profile --step-scale {c.Point}"),
        };
        yield return new CodecEntry
        {
            Name = "klt-hevc",
            Title = "VideoFeat's HEVC bridge on principal components",
            Kind = CodecKind.VideoFeat,
            PointName = "qp{0}",
            NeedsProfile = true,
            Settings = [CodecSetting.Qp(51, false, Qps), CodecSetting.Word("bits", ["10", "8", "12"], "10"), Layout, Prediction, CodecSetting.Word("preset", Presets, "superfast")],
            Make = c => Bridge(
                c,
                Rated(c, Basis(c) with { Klt = true, Preset = c["preset"], Encoder = "libx265" }),
                $"--transform klt --profile calibrated.profile --encoder libx265 --preset {c["preset"]} {QpFlag(c)}"),
        };
    }

    // The baseline as field.md's peers should have it: no decision for the eye, one thread, nothing but the pictures in the stream.
    private static CodecEntry X265(string name, string title, bool predicted) => new()
    {
        Name = name,
        Title = title,
        Kind = CodecKind.Video,
        PointName = "qp{0}",
        Needs = "libx265",
        Settings = [CodecSetting.Qp(51, true, Qps), Bits, Layout, CodecSetting.Word("tune", ["psnr", "feature"], "psnr"), Medium],
        Make = c =>
        {
            string parameters = string.Join(':',
            [
                c.Point == CodecSetting.Lossless ? "lossless=1" : $"qp={c.Point}",
                predicted ? "keyint=-1:bframes=0:rc-lookahead=0:scenecut=0" : "keyint=1", "ctu={ctu}",
                .. c["tune"] == "feature" ? Native.VideoEncoderSettings.FeaturePreset.Select(o => $"{o.Key}={o.Value}") : [], "pools=none:frame-threads=1:info=0:log-level=error",
            ]);
            return FfmpegCodecs.Video(c, $"-c:v libx265 -preset {c["preset"]} -tune psnr -x265-params {parameters}", "hevc", predicted);
        },
    };

    private static IEnumerable<CodecEntry> Compressors()
    {
        yield return Compressor("zstd", "zstd on the codes", "level", 1, 19, "19", "zstd -q -f -T1 -{point} {input} -o {bitstream}", "zstd -q -f -d {bitstream} -o {output}", ".zst");
        yield return Compressor("xz", "xz on the codes", "level", 0, 9, "9", "sh -c \"xz -c -T1 -{point} {input} > {bitstream}\"", "sh -c \"xz -d -c {bitstream} > {output}\"", ".xz");
        yield return new CodecEntry
        {
            Name = "brotli",
            Title = "Brotli on the codes",
            Kind = CodecKind.Compressor,
            PointName = "level{0}",
            Settings = [CodecSetting.Whole("level", 0, 11, "11"), FewBits, Layout],
            Make = c => new BrotliCoder(FfmpegCodecs.Setup(c, false, true), c.Number("level")),
        };
    }

    private static CodecEntry Compressor(string program, string title, string setting, int least, int most, string usual, string encode, string decode, string extension) => new()
    {
        Name = program,
        Title = title,
        Kind = CodecKind.Compressor,
        PointName = "level{0}",
        Needs = program,
        Settings = [CodecSetting.Whole(setting, least, most, usual), FewBits, Layout],
        Make = c => new CommandCoder(
            FfmpegCodecs.Setup(c, false, true),
            new CodingCommand { Encode = CommandTemplate.Parse(program, encode), Decode = CommandTemplate.Parse(program, decode), Extension = extension, Limit = c.Limit },
            c.Point,
            c.Threads),
    };

    private static CodecEntry Command() => new()
    {
        Name = "command",
        Title = "An outside program",
        Kind = CodecKind.Outside,
        PointName = "{0}",
        Settings =
        [
            new CodecSetting("points", "words for {point} and {qp}", v => v.Length > 0, "default"), Bits, Layout, Prediction, new CodecSetting("encode", "a command", v => v.Length > 0, ""),
            new CodecSetting("decode", "a command", v => v.Length > 0, ""), CodecSetting.Word("per-frame", ["true", "false"], "false"), CodecSetting.Word("lossless", ["true", "false"], "false"),
            new CodecSetting("extension", "a file extension with its dot", v => v.Length > 1 && v[0] == '.' && v.Skip(1).All(char.IsAsciiLetterOrDigit), ".bin"),
        ],
        Make = c => new CommandCoder(
            FfmpegCodecs.Setup(c, c["prediction"] == "p", c["lossless"] == "true"),
            new CodingCommand
            {
                Encode = CommandTemplate.Parse($"Codec {c.Codec}: encode", c["encode"]),
                Decode = CommandTemplate.Parse($"Codec {c.Codec}: decode", c["decode"]),
                Extension = c["extension"],
                PerFrame = c["per-frame"] == "true",
                Limit = c.Limit,
            },
            c.Point,
            c.Threads),
    };

    private static CodecOptions Basis(CodecChoice c) => new()
    {
        BitDepth = c.Values.ContainsKey("bits") ? c.Number("bits") : 8,
        Layout = c.Values.GetValueOrDefault("layout") == "channel" ? LayoutKind.ChannelPerFrame : LayoutKind.Tiled,
        Prediction = c.Values.GetValueOrDefault("prediction") == "p" ? Bridges.Hevc.Prediction.LowDelayP : Bridges.Hevc.Prediction.Intra,
        KeyInterval = 9999,
        Granularity = c.Values.GetValueOrDefault("per-channel") == "true" ? Packing.Quantization.Granularity.PerChannel : Packing.Quantization.Granularity.PerTensor,
        Profile = c.Profile,
        Threads = c.Threads,
    };

    private static CodecOptions Rated(CodecChoice c, CodecOptions options) =>
        c.Point == CodecSetting.Lossless ? options with { Lossless = true } : options with { Qp = c.Number("qp") };

    private static string QpFlag(CodecChoice c) => c.Point == CodecSetting.Lossless ? "--lossless" : $"--qp {c.Point}";

    private static BridgeCoder Bridge(CodecChoice c, CodecOptions options, string flags)
    {
        string all = flags
            + (c.Values.TryGetValue("bits", out string? bits) ? $" --bits {bits}" : "")
            + (c.Values.GetValueOrDefault("layout") == "channel" ? " --layout channel" : "")
            + (c.Values.GetValueOrDefault("per-channel") == "true" ? " --per-channel" : "")
            + (c.Values.GetValueOrDefault("prediction") == "p" ? $" --prediction p --key-interval {options.KeyInterval}" : "")
            + $" --threads {c.Threads}";
        return new BridgeCoder(options, all);
    }
}
