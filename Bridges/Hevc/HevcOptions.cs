using VideoFeat.Native;

namespace VideoFeat.Bridges.Hevc;

/// <summary>How bits are spent.</summary>
public enum RateMode
{
    /// <summary>Codes come back exactly (cu_transquant_bypass).</summary>
    Lossless = 1,

    /// <summary>One quantization parameter for all pictures.</summary>
    ConstantQp = 2,

    /// <summary>A QP for each set (libx265), else the encoder's own rate control, towards <see cref="HevcOptions.BitrateKbps"/> or <see cref="HevcOptions.BitsPerElement"/>.</summary>
    Bitrate = 3,
}

/// <summary>How pictures may refer to each other.</summary>
public enum Prediction
{
    /// <summary>Every picture stands alone.</summary>
    Intra = 1,

    /// <summary>A picture may refer to earlier ones; no reordering, no delay.</summary>
    LowDelayP = 2,
}

/// <summary>Options of the HEVC bridge. Immutable; checked together by <see cref="Validate"/> when an encoder opens.</summary>
public sealed record HevcOptions
{
    /// <summary>Lowest and highest QP of HEVC at 8 bit (ITU-T H.265 7.4.3.3.1); deeper codes allow lower ones, which x265 refuses.</summary>
    public const int MinQp = 0, MaxQp = 51;

    // What makes x265 take a QP for each picture (docs/adr/0007-rate-control.md), and what would work against it.
    private static readonly string[] RateNames =
    [
        "crf", "crf-max", "crf-min", "qcomp", "ipratio", "aq-mode", "aq-strength", "aq-motion", "hevc-aq", "qg-size", "cutree", "qpmin", "qpmax", "qpstep",
        "vbv-bufsize", "vbv-maxrate", "vbv-init", "strict-cbr",
    ];

    /// <summary>An encoder of libavcodec by name, or <c>auto</c>: the first that a real probe passes.</summary>
    public string Encoder { get; init; } = "auto";

    /// <summary>Default: constant QP.</summary>
    public RateMode Mode { get; init; } = RateMode.ConstantQp;

    /// <summary>Quantization parameter of <see cref="RateMode.ConstantQp"/>, 0..51.</summary>
    public int Qp { get; init; } = 16;

    /// <summary>Target of <see cref="RateMode.Bitrate"/> in kbit/s at <see cref="SetsPerSecond"/>; or give <see cref="BitsPerElement"/>.</summary>
    public double? BitrateKbps { get; init; }

    /// <summary>Target of <see cref="RateMode.Bitrate"/> in bits per element; or give <see cref="BitrateKbps"/>.</summary>
    public double? BitsPerElement { get; init; }

    /// <summary>Highest QP that <see cref="RateMode.Bitrate"/> may take, 0..51; with a lower one, sets stay usable and may miss the target, which is said.</summary>
    public int HighestQp { get; init; } = MaxQp;

    /// <summary>Default: intra only.</summary>
    public Prediction Prediction { get; init; } = Prediction.Intra;

    /// <summary>Feature sets from one key picture to the next with <see cref="Prediction.LowDelayP"/>, 1..100000.</summary>
    public int KeyInterval { get; init; } = 30;

    /// <summary>4:2:0 with neutral chroma (Main, Main10: what hardware and GStreamer take) or 4:0:0.</summary>
    public ChromaFormat Chroma { get; init; } = ChromaFormat.Yuv420;

    /// <summary>Feature sets per second, for time stamps and rate control; 0.001..1000.</summary>
    public double SetsPerSecond { get; init; } = 30;

    /// <summary>Encoder threads; 0 lets the encoder choose.</summary>
    public int Threads { get; init; }

    /// <summary>x265's speed preset. Beyond superfast, lossless gains under 0.5 % (libx265 3.5, feature frames).</summary>
    public string Preset { get; init; } = "superfast";

    /// <summary>Further encoder options by name; an unknown one is refused.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> CodecOptions { get; init; } = [];

    /// <summary>Decode every access unit before it leaves, and state the largest error.</summary>
    public bool Verify { get; init; }

    /// <summary>At opening, code, decode and compare a few frames of this geometry.</summary>
    public bool SelfCheck { get; init; } = true;

    /// <summary>Throws with every fault, its value and the allowed range.</summary>
    /// <exception cref="ArgumentException">One or more options are out of range; the message lists them all.</exception>
    public void Validate(int bitDepth)
    {
        var faults = new List<string>();
        void Check(bool good, string fault)
        {
            if (!good)
            {
                faults.Add(fault);
            }
        }

        Check(Qp is >= MinQp and <= MaxQp, $"QP is {Qp}; allowed are {MinQp}..{MaxQp}");
        Check(KeyInterval is >= 1 and <= 100_000, $"key interval is {KeyInterval} sets; allowed are 1..100000");
        Check(SetsPerSecond is >= 0.001 and <= 1000, $"sets per second is {SetsPerSecond}; allowed are 0.001..1000");
        Check(Threads is >= 0 and <= 256, $"threads is {Threads}; allowed are 0..256");
        Check(bitDepth is 8 or 10 or 12, $"bit depth is {bitDepth}; allowed are 8, 10, 12");
        Check(Enum.IsDefined(Mode), $"rate mode is {(int)Mode}; allowed are 1..3");
        Check(Enum.IsDefined(Prediction), $"prediction is {(int)Prediction}; allowed are 1..2");
        Check(Encoder == "auto" || HevcEncoders.IsKnown(Encoder), $"encoder is '{Encoder}'; allowed are auto, {HevcEncoders.Names}");
        if (Mode == RateMode.Bitrate)
        {
            Check(BitrateKbps.HasValue != BitsPerElement.HasValue, "a bit rate takes either kbit/s or bits per element, and exactly one of them");
            Check(BitrateKbps is null or (>= 1 and <= 10_000_000), $"bit rate is {BitrateKbps} kbit/s; allowed are 1..10000000");
            Check(HighestQp is >= MinQp and <= MaxQp, $"highest QP is {HighestQp}; allowed are {MinQp}..{MaxQp}");
            foreach (string name in CodecOptions.Select(o => o.Key).Where(RateNames.Contains))
            {
                faults.Add($"encoder option {name} belongs to rate control, which a bit rate sets");
            }

            Check(BitsPerElement is null or (>= 0.001 and <= 16), $"bits per element is {BitsPerElement}; allowed are 0.001..16");
        }

        if (faults.Count > 0)
        {
            throw new ArgumentException(string.Join("; ", faults) + ".");
        }
    }
}
