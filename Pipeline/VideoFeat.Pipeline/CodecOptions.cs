using VideoFeat.Bridges.Hevc;
using VideoFeat.Bridges.Lightweight;
using VideoFeat.Bridges.NearLossless;
using VideoFeat.Bridges.Profiles;
using VideoFeat.Bridges.Transform;
using VideoFeat.Native;
using VideoFeat.Packing;
using VideoFeat.Packing.Layout;
using VideoFeat.Packing.Quantization;

namespace VideoFeat;

/// <summary>The one options type a user meets: how values become codes, codes frames, and frames access units. Immutable; checked at <c>Open</c>.</summary>
public sealed record CodecOptions
{
    /// <summary>What codes the features. Layout, encoder, rate and chroma are HEVC's alone; <see cref="Effort"/> is near-lossless's;
    /// <see cref="Levels"/> to <see cref="Scope"/> are lightweight's, which of the quantizer's options knows fixed ranges and <see cref="NonFinite"/> alone.</summary>
    public FeatureBridge Bridge { get; init; } = FeatureBridge.Hevc;

    /// <summary>How hard the near-lossless bridge tries.</summary>
    public NearLosslessEffort Effort { get; init; } = NearLosslessEffort.Default;

    /// <summary>Levels of the lightweight bridge's quantizer, 2..256.</summary>
    public int Levels { get; init; } = 4;

    /// <summary>Lightweight: what a bit is worth to the entropy-constrained quantizer (<see cref="LightweightOptions.Ecq"/>); null: evenly spaced levels.</summary>
    public double? Ecq { get; init; }

    /// <summary>Lightweight: what its coder predicts from.</summary>
    public LightweightContexts Contexts { get; init; } = LightweightContexts.One;

    /// <summary>Lightweight: what made the values, which decides how the clipping range is found.</summary>
    public Activation Activation { get; init; }

    /// <summary>Lightweight: whether each set has a quantizer of its own.</summary>
    public LightweightScope Scope { get; init; } = LightweightScope.Set;

    /// <summary>What was calibrated for the network and cut; the transform bridge needs one.</summary>
    public Profile? Profile { get; init; }

    /// <summary>HEVC codes the principal components of the tensors instead of their channels; needs a <see cref="Profile"/>. 10 bits are good.</summary>
    public bool Klt { get; init; }

    /// <summary>Size of the transform bridge's steps, in standard deviations where the profile weighs nothing: 1/16 to 64, larger is coarser. Default 1.4.</summary>
    public double StepScale { get; init; } = 1.4;

    /// <summary>Sets from one that carries the profile in the stream to the next; 0: it does not travel in the stream.</summary>
    public int ProfileInterval { get; init; }

    /// <summary>Codes of 8, 10 or 12 bits. Default 8: every decoder takes it.</summary>
    public int BitDepth { get; init; } = 8;

    /// <summary>Where the range of a tensor's values comes from. Default: its own smallest and largest value.</summary>
    public RangeMode Range { get; init; } = RangeMode.MinMax;

    /// <summary>One range a tensor, or one a channel.</summary>
    public Granularity Granularity { get; init; } = Granularity.PerTensor;

    /// <summary>Ranges of <see cref="RangeMode.Fixed"/>: one for all tensors, or one a tensor.</summary>
    public IReadOnlyList<ValueRange> FixedRanges { get; init; } = [];

    /// <summary>Share of the values, in percent, that <see cref="RangeMode.Percentile"/> keeps unclipped.</summary>
    public double Percentile { get; init; } = 99.9;

    /// <summary>What becomes of NaN and infinities. Default: an error that names the tensor and the count.</summary>
    public NonFinitePolicy NonFinite { get; init; } = NonFinitePolicy.Refuse;

    /// <summary>Tiled sheets, or a frame a channel.</summary>
    public LayoutKind Layout { get; init; } = LayoutKind.Tiled;

    /// <summary>
    /// Tiles start on multiples of this many samples: a power of two of 1..64. Default 1: rounding tiles up to coding units costs
    /// 8 to 41 % more bits lossless and 3 to 20 % at QP 22 (docs/adr/0005-tiles-unaligned.md).
    /// </summary>
    public int TileAlignment { get; init; } = 1;

    /// <summary>Channel permutations, one a tensor (null: as they come).</summary>
    public IReadOnlyList<int[]?>? ChannelOrders { get; init; }

    /// <summary>Encoder by libavcodec's name, or auto.</summary>
    public string Encoder { get; init; } = "auto";

    /// <summary>Values come back bit for bit, NaN and infinities too: their bytes, through HEVC where that is the bridge, else through near-lossless. Overrides what is
    /// said of quantizer and rate.</summary>
    public bool Exact { get; init; }

    /// <summary>Codes come back exactly. Overrides <see cref="Qp"/>.</summary>
    public bool Lossless { get; init; }

    /// <summary>Quantization parameter, 0..51. Default 16: 1.2 to 4.5 bits per element on the features of docs/evidence.md, tiled intra at 8 bit.</summary>
    public int Qp { get; init; } = 16;

    /// <summary>Target bit rate in kbit/s; null: constant QP or lossless.</summary>
    public double? BitrateKbps { get; init; }

    /// <summary>Target bits per element; null: constant QP or lossless.</summary>
    public double? BitsPerElement { get; init; }

    /// <summary>Highest QP that a target may take, 0..51: a target that needs more is missed, and <see cref="FeatureEncoder.Rate"/> says so.</summary>
    public int HighestQp { get; init; } = HevcOptions.MaxQp;

    /// <summary>Intra only, or low-delay P.</summary>
    public Prediction Prediction { get; init; } = Prediction.Intra;

    /// <summary>Feature sets from key picture to key picture in P.</summary>
    public int KeyInterval { get; init; } = 30;

    /// <summary>4:2:0 with neutral chroma, or 4:0:0.</summary>
    public ChromaFormat Chroma { get; init; } = ChromaFormat.Yuv420;

    /// <summary>Feature sets per second, for time stamps and rate control.</summary>
    public double SetsPerSecond { get; init; } = 30;

    /// <summary>x265's speed preset.</summary>
    public string Preset { get; init; } = "superfast";

    /// <summary>Encoder threads; 0 lets the encoder choose.</summary>
    public int Threads { get; init; }

    /// <summary>Further encoder options by name; an unknown one is refused.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> EncoderOptions { get; init; } = [];

    /// <summary>Decode every access unit before it leaves, and state the largest error.</summary>
    public bool Verify { get; init; }

    /// <summary>At opening, code, decode and compare a few frames of this very geometry.</summary>
    public bool SelfCheck { get; init; } = true;

    internal QuantizerOptions Quantizer => new()
    {
        BitDepth = BitDepth,
        Mode = Range,
        Granularity = Granularity,
        FixedRanges = FixedRanges.Count == 0 ? null : [.. FixedRanges.Select(r => new[] { r })],
        Percentile = Percentile,
        NonFinite = NonFinite,
    };

    // The smallest picture that any encoder takes; the bridge raises it to what the chosen one wants.
    internal LayoutOptions LayoutPlan => new()
    {
        Kind = Layout,
        TileAlignment = TileAlignment,
        ChannelOrders = ChannelOrders,
        MinWidth = 16,
        MinHeight = 16,
    };

    internal LightweightOptions Lightweight => new()
    {
        Levels = Levels,
        Ecq = Ecq,
        Contexts = Contexts,
        Activation = Activation,
        Scope = Scope,
        Ranges = Range switch
        {
            RangeMode.MinMax => [],
            RangeMode.Fixed => FixedRanges,
            _ => throw new ArgumentException($"Lightweight options: Range is {Range}; it must be Fixed, or MinMax for ranges found on the values."),
        },
        NonFinite = NonFinite,
        Threads = Threads,
        Verify = Verify,
    };

    internal NearLosslessOptions NearLossless => new()
    {
        Effort = Effort,
        KeyInterval = Prediction == Prediction.LowDelayP ? KeyInterval : 1,
        Profile = Profile,
        ProfileInterval = Profile is null ? 0 : ProfileInterval,
        Threads = Threads,
        Verify = Verify,
    };

    internal Profile Calibrated =>
        Profile ?? throw new ArgumentException("A calibrated transform needs a profile: give one with --profile FILE (videofeat calibrate makes it).");

    internal TransformOptions Transform => new()
    {
        Profile = Calibrated,
        StepScale = StepScale,
        KeyInterval = Prediction == Prediction.LowDelayP ? KeyInterval : 1,
        ProfileInterval = ProfileInterval,
        Threads = Threads,
        Verify = Verify,
    };

    internal HevcOptions Hevc => new()
    {
        Encoder = Encoder,
        Mode = BitrateKbps is not null || BitsPerElement is not null ? RateMode.Bitrate : Lossless ? RateMode.Lossless : RateMode.ConstantQp,
        Qp = Qp,
        BitrateKbps = BitrateKbps,
        BitsPerElement = BitsPerElement,
        HighestQp = HighestQp,
        Prediction = Prediction,
        KeyInterval = KeyInterval,
        Chroma = Chroma,
        SetsPerSecond = SetsPerSecond,
        Preset = Preset,
        Threads = Threads,
        CodecOptions = EncoderOptions,
        Verify = Verify,
        SelfCheck = SelfCheck,
    };
}
