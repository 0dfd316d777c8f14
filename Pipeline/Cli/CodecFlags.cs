using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using VideoFeat.Bridges.Hevc;
using VideoFeat.Bridges.Lightweight;
using VideoFeat.Bridges.NearLossless;
using VideoFeat.Bridges.Profiles;
using VideoFeat.Native;
using VideoFeat.Packing.Layout;
using VideoFeat.Packing.Quantization;
using VideoFeat.Tuning;

namespace VideoFeat.Cli;

/// <summary>The flags that every coding verb takes, and how they become <see cref="CodecOptions"/>.</summary>
internal sealed class CodecFlags
{
    private readonly Option<string> _bridge = new("--bridge") { Description = "hevc; near-lossless: our own coder of codes without loss; lightweight: few levels and a fast coder; transform: lossy by a calibrated --profile. The last three ride in the SEI of a tiny picture.", DefaultValueFactory = _ => "hevc" };
    private readonly Option<string> _effort = new("--effort") { Description = "near-lossless: fast, default or best.", DefaultValueFactory = _ => "default" };
    private readonly Option<int> _levels = new("--levels") { Description = "lightweight: levels of the quantizer, 2..256.", DefaultValueFactory = _ => new CodecOptions().Levels };
    private readonly Option<bool> _ecq = new("--ecq") { Description = "lightweight: levels and thresholds by the entropy-constrained design." };
    private readonly Option<double> _ecqWorth = new("--ecq-worth")
    {
        Description = "lightweight: what a bit is worth to that design, times the error of evenly spaced levels.",
        DefaultValueFactory = _ => LightweightOptions.UsualEcq,
    };

    private readonly Option<string> _contexts = new("--contexts") { Description = "lightweight: one (the paper's), or rich (neighbours and channels, mixed).", DefaultValueFactory = _ => "one" };
    private readonly Option<string> _activation = new("--activation")
    {
        Description = "lightweight: what made the values, which decides how they are clipped: relu, leaky:SLOPE, relu6, silu, linear, or auto.",
        DefaultValueFactory = _ => "auto",
    };

    private readonly Option<string> _scope = new("--scope") { Description = "lightweight: set (a quantizer a set) or stream (the first set's for all).", DefaultValueFactory = _ => "set" };
    private readonly Option<string?> _profile = new("--profile") { Description = "What videofeat calibrate made for this network and cut: transform and near-lossless take it; one with a tuned operating point says how to code where no other flag does." };
    private readonly Option<string> _transform = new("--transform") { Description = "hevc: none, or klt: the principal components of a --profile instead of the channels (--bits 10 is good).", DefaultValueFactory = _ => "none" };
    private readonly Option<double?> _stepScale = new("--step-scale") { Description = "transform: size of the steps, 0.0625..64; larger is coarser (default 1.4)." };
    private readonly Option<int> _profileInterval = new("--profile-interval") { Description = "Send the profile along every so many sets; 0: the receiver has it." };
    private readonly Option<int> _bits = new("--bits") { Description = "Bits of a code: 8, 10 or 12.", DefaultValueFactory = _ => 8 };
    private readonly Option<bool> _lossless = new("--lossless") { Description = "Codes come back exactly." };
    private readonly Option<bool> _exact = new("--exact") { Description = "Values come back bit for bit: their bytes, through hevc or near-lossless." };
    private readonly Option<int?> _qp = new("--qp") { Description = "Quantization parameter, 0..51 (default 16)." };
    private readonly Option<double?> _kbps = new("--kbps") { Description = "Target bit rate in kbit/s at --fps." };
    private readonly Option<double?> _bpe = new("--bpe") { Description = "Target bits per element." };
    private readonly Option<int?> _maxQp = new("--max-qp") { Description = "Highest QP that --kbps and --bpe may take, 0..51 (default 51; 40 with --adapt)." };
    private readonly Option<string> _range = new("--range")
    {
        Description = "minmax, fixed:LOW,HIGH (repeat LOW,HIGH for each tensor with ;), or percentile:P.",
        DefaultValueFactory = _ => "minmax",
    };

    private readonly Option<bool> _perChannel = new("--per-channel") { Description = "A range for each channel." };
    private readonly Option<string> _layout = new("--layout") { Description = "tiled, or channel (a frame a channel).", DefaultValueFactory = _ => "tiled" };
    private readonly Option<int> _tileAlignment = new("--tile-alignment") { Description = "Tiles start on multiples of this many samples.", DefaultValueFactory = _ => new CodecOptions().TileAlignment };
    private readonly Option<string> _prediction = new("--prediction") { Description = "intra, or p (low delay).", DefaultValueFactory = _ => "intra" };
    private readonly Option<int> _keyInterval = new("--key-interval") { Description = "Sets from key picture to key picture in P.", DefaultValueFactory = _ => 30 };
    private readonly Option<string> _chroma = new("--chroma") { Description = "420 (neutral chroma) or 400.", DefaultValueFactory = _ => "420" };
    private readonly Option<string> _encoder = new("--encoder") { Description = "auto, libx265, hevc_nvenc, hevc_qsv, hevc_vaapi, hevc_amf, hevc_videotoolbox.", DefaultValueFactory = _ => "auto" };
    private readonly Option<string> _preset = new("--preset") { Description = "x265's speed preset.", DefaultValueFactory = _ => "superfast" };
    private readonly Option<string[]> _encoderOption = new("--encoder-option") { Description = "NAME=VALUE for the encoder; unknown names are refused." };
    private readonly Option<bool> _verify = new("--verify") { Description = "Decode each access unit before it leaves, and state the largest error." };
    private readonly Option<bool> _clamp = new("--clamp-nonfinite") { Description = "Clamp NaN and infinities instead of refusing them." };
    private readonly Option<double> _fps = new("--fps") { Description = "Feature sets per second, for time stamps and rates.", DefaultValueFactory = _ => 30 };
    private readonly Option<int> _threads = new("--threads") { Description = "Encoder threads; 0: the encoder's choice." };

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[]
                 {
                     _bridge, _effort, _levels, _ecq, _ecqWorth, _contexts, _activation, _scope, _profile, _transform, _stepScale, _profileInterval, _bits, _lossless, _exact, _qp, _kbps, _bpe, _maxQp, _range, _perChannel,
                     _layout, _tileAlignment, _prediction, _keyInterval, _chroma, _encoder,
                     _preset, _encoderOption, _verify, _clamp, _fps, _threads,
                 })
        {
            command.Options.Add(option);
        }

        command.Validators.Add(OneRate);
    }

    /// <exception cref="ArgumentException">A flag's value is none of those allowed; the message names the flag.</exception>
    public CodecOptions Read(ParseResult result)
    {
        (RangeMode mode, IReadOnlyList<ValueRange> ranges, double percentile) = ReadRange(result.GetValue(_range)!);
        var options = new CodecOptions
        {
            Bridge = Choice("--bridge", result.GetValue(_bridge)!,
                ("hevc", FeatureBridge.Hevc), ("near-lossless", FeatureBridge.NearLossless), ("lightweight", FeatureBridge.Lightweight),
                ("transform", FeatureBridge.Transform)),
            Profile = result.GetValue(_profile) is string profile ? Profile.Read(ModelFlags.Existing(profile)) : null,
            Klt = Choice("--transform", result.GetValue(_transform)!, ("none", false), ("klt", true)),
            StepScale = result.GetValue(_stepScale) ?? new CodecOptions().StepScale,
            ProfileInterval = result.GetValue(_profileInterval),
            Effort = Choice("--effort", result.GetValue(_effort)!,
                ("fast", NearLosslessEffort.Fast), ("default", NearLosslessEffort.Default), ("best", NearLosslessEffort.Best)),
            Levels = result.GetValue(_levels),
            Ecq = result.GetValue(_ecq) ? result.GetValue(_ecqWorth) : null,
            Contexts = Choice("--contexts", result.GetValue(_contexts)!, ("one", LightweightContexts.One), ("rich", LightweightContexts.Rich)),
            Activation = ReadActivation(result.GetValue(_activation)!),
            Scope = Choice("--scope", result.GetValue(_scope)!, ("set", LightweightScope.Set), ("stream", LightweightScope.Stream)),
            BitDepth = result.GetValue(_bits),
            Lossless = result.GetValue(_lossless),
            Exact = result.GetValue(_exact),
            Qp = result.GetValue(_qp) ?? new CodecOptions().Qp,
            BitrateKbps = result.GetValue(_kbps),
            BitsPerElement = result.GetValue(_bpe),
            HighestQp = result.GetValue(_maxQp) ?? new CodecOptions().HighestQp,
            Range = mode,
            FixedRanges = ranges,
            Percentile = percentile,
            Granularity = result.GetValue(_perChannel) ? Granularity.PerChannel : Granularity.PerTensor,
            Layout = Choice("--layout", result.GetValue(_layout)!, ("tiled", LayoutKind.Tiled), ("channel", LayoutKind.ChannelPerFrame)),
            TileAlignment = result.GetValue(_tileAlignment),
            Prediction = Choice("--prediction", result.GetValue(_prediction)!, ("intra", Prediction.Intra), ("p", Prediction.LowDelayP)),
            KeyInterval = result.GetValue(_keyInterval),
            Chroma = Choice("--chroma", result.GetValue(_chroma)!, ("420", ChromaFormat.Yuv420), ("400", ChromaFormat.Gray)),
            Encoder = result.GetValue(_encoder)!,
            Preset = result.GetValue(_preset)!,
            EncoderOptions = Pairs("--encoder-option", result.GetValue(_encoderOption)),
            Verify = result.GetValue(_verify),
            NonFinite = result.GetValue(_clamp) ? NonFinitePolicy.Clamp : NonFinitePolicy.Refuse,
            SetsPerSecond = result.GetValue(_fps),
            Threads = result.GetValue(_threads),
        };

        // Whoever says how to code does not want what a profile was tuned to.
        return options.Profile is Profile tuned && !SaysHow(result) && TunedPoint.Of(tuned) is TunedPoint point ? point.Options(options, tuned) : options;
    }

    /// <summary>True where --max-qp stands on the command line.</summary>
    public bool HasHighestQp(ParseResult result) => result.GetValue(_maxQp) is not null;

    internal static T Choice<T>(string flag, string value, params (string Name, T Value)[] allowed)
    {
        foreach ((string name, T choice) in allowed)
        {
            if (string.Equals(name, value, StringComparison.OrdinalIgnoreCase))
            {
                return choice;
            }
        }

        throw new ArgumentException($"{flag} is '{value}'; allowed are {string.Join(", ", allowed.Select(a => a.Name))}.");
    }

    internal static IReadOnlyList<KeyValuePair<string, string>> Pairs(string flag, string[]? texts) => [.. (texts ?? []).Select(text => text.Split('=', 2) is [string name, string value]
        ? new KeyValuePair<string, string>(name, value)
        : throw new ArgumentException($"{flag} is '{text}'; allowed is NAME=VALUE."))];

    private static (RangeMode Mode, IReadOnlyList<ValueRange> Ranges, double Percentile) ReadRange(string text)
    {
        string[] parts = text.Split(':', 2);
        switch (parts)
        {
            case ["minmax"]:
                return (RangeMode.MinMax, [], 99.9);
            case ["percentile", string p] when Number(p, out double percentile):
                return (RangeMode.Percentile, [], percentile);
            case ["fixed", string list]:
                var ranges = new List<ValueRange>();
                foreach (string pair in list.Split(';'))
                {
                    if (pair.Split(',') is not [string low, string high] || !Number(low, out double min) || !Number(high, out double max) || !(min <= max))
                    {
                        throw new ArgumentException($"--range is '{text}'; '{pair}' is not LOW,HIGH with LOW at most HIGH.");
                    }

                    ranges.Add(new ValueRange((float)min, (float)max));
                }

                return (RangeMode.Fixed, ranges, 99.9);
            default:
                throw new ArgumentException($"--range is '{text}'; allowed are minmax, fixed:LOW,HIGH[;LOW,HIGH...], percentile:P.");
        }
    }

    private static Activation ReadActivation(string text) => text.Split(':', 2) switch
    {
        ["leaky", string slope] when Number(slope, out double value) => new Activation(ActivationKind.LeakyRelu, value),
        ["auto"] => new Activation(ActivationKind.Auto),
        ["relu"] => new Activation(ActivationKind.Relu),
        ["relu6"] => new Activation(ActivationKind.Relu6),
        ["silu"] => new Activation(ActivationKind.Silu),
        ["linear"] => new Activation(ActivationKind.Linear),
        _ => throw new ArgumentException($"--activation is '{text}'; allowed are auto, relu, leaky:SLOPE, relu6, silu, linear."),
    };

    private static bool Number(string text, out double value) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    private bool SaysHow(ParseResult result) => new Option[]
    {
        _bridge, _effort, _levels, _ecq, _ecqWorth, _contexts, _activation, _scope, _transform, _stepScale, _bits, _lossless, _qp, _kbps, _bpe, _range, _perChannel, _layout,
        _prediction, _encoder, _preset, _encoderOption,
    }.Any(o => result.GetResult(o) is { Implicit: false });

    private void OneRate(CommandResult result)
    {
        int given = new Option[] { _lossless, _exact, _qp, _kbps, _bpe }.Count(o => result.GetResult(o) is { Implicit: false });
        if (given > 1)
        {
            result.AddError("Give one of --lossless, --exact, --qp, --kbps and --bpe, not several.");
        }

        if (Given(_maxQp) && !Given(_kbps, _bpe))
        {
            result.AddError("--max-qp belongs to --kbps and --bpe.");
        }

        string bridge = result.GetValue(_bridge) ?? "";
        bool near = string.Equals(bridge, "near-lossless", StringComparison.OrdinalIgnoreCase);
        bool light = string.Equals(bridge, "lightweight", StringComparison.OrdinalIgnoreCase);
        bool transform = string.Equals(bridge, "transform", StringComparison.OrdinalIgnoreCase);
        if (transform && Given(_qp, _kbps, _bpe, _lossless))
        {
            result.AddError("--bridge transform takes --step-scale; --lossless, --qp, --kbps and --bpe belong to hevc.");
        }

        if (!transform && Given(_stepScale))
        {
            result.AddError("--step-scale belongs to --bridge transform.");
        }

        if ((near || light) && Given(_qp, _kbps, _bpe))
        {
            result.AddError($"--bridge {bridge} has no rate to set: --qp, --kbps and --bpe belong to hevc.");
        }

        if (!near && Given(_effort))
        {
            result.AddError("--effort belongs to --bridge near-lossless; hevc has --preset.");
        }

        if ((light || transform) && Given(_exact))
        {
            result.AddError("--exact belongs to the bridges hevc and near-lossless.");
        }

        if (light && Given(_bits, _lossless, _perChannel))
        {
            result.AddError("--bridge lightweight has --levels: --bits, --lossless and --per-channel belong to the others.");
        }

        if (!light && Given(_levels, _ecq, _ecqWorth, _contexts, _activation, _scope))
        {
            result.AddError("--levels, --ecq, --ecq-worth, --contexts, --activation and --scope belong to --bridge lightweight.");
        }

        bool Given(params Option[] options) => options.Any(o => result.GetResult(o) is { Implicit: false });
    }
}
