using System.Globalization;
using VideoFeat.Bridges.Hevc;
using VideoFeat.Bridges.Lightweight;
using VideoFeat.Bridges.NearLossless;
using VideoFeat.Packing.Layout;
using VideoFeat.Packing.Quantization;
using VideoFeat.Splitting;

namespace VideoFeat.Cli;

/// <summary>Short names for ways of coding: <c>b8-lossless</c>, <c>b10-qp22-channel</c>, <c>b8-qp16-p</c>.</summary>
internal static class OperatingPoints
{
    public const string Grammar = "parts joined by '-': b8, b10, b12; lossless, qp0..qp51; near and fast or best (our own lossless coder); light2..light256 (few levels) with ecq, rich or relu; klt and q0.1..q64 (the calibrated transform and its step scale; needs --profile), klt-hevc (its components through HEVC, 10 bit); channel (a frame a channel); p (low-delay P); perchannel (a range a channel)";

    /// <exception cref="ArgumentException">A part is none of those allowed.</exception>
    public static IReadOnlyList<OperatingPoint> Parse(string list, CodecOptions basis) =>
        [.. list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(name => new OperatingPoint(name, One(name, basis)))];

    private static CodecOptions One(string name, CodecOptions options)
    {
        foreach (string part in name.Split('-'))
        {
            options = part switch
            {
                "b8" or "b10" or "b12" => options with { BitDepth = int.Parse(part.AsSpan(1), CultureInfo.InvariantCulture) },
                "lossless" => options with { Lossless = true },
                ['q', 'p', .. var qp] when int.TryParse(qp, NumberStyles.None, CultureInfo.InvariantCulture, out int value) =>
                    options with { Lossless = false, Qp = value },
                ['q', .. var scale] when double.TryParse(scale, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) =>
                    options with { StepScale = value },
                "klt" => options with { Bridge = FeatureBridge.Transform },
                "hevc" => options with { Klt = options.Bridge == FeatureBridge.Transform, Bridge = FeatureBridge.Hevc, BitDepth = 10 },
                "near" => options with { Bridge = FeatureBridge.NearLossless },
                "fast" => options with { Effort = NearLosslessEffort.Fast },
                "best" => options with { Effort = NearLosslessEffort.Best },
                ['l', 'i', 'g', 'h', 't', .. var levels] when int.TryParse(levels, NumberStyles.None, CultureInfo.InvariantCulture, out int value) =>
                    options with { Bridge = FeatureBridge.Lightweight, Levels = value },
                "ecq" => options with { Ecq = LightweightOptions.UsualEcq },
                "rich" => options with { Contexts = LightweightContexts.Rich },
                "relu" => options with { Activation = new Activation(ActivationKind.Relu) },
                "tiled" => options with { Layout = LayoutKind.Tiled },
                "channel" => options with { Layout = LayoutKind.ChannelPerFrame },
                "p" => options with { Prediction = Prediction.LowDelayP },
                "perchannel" => options with { Granularity = Granularity.PerChannel },
                _ => throw new ArgumentException($"--points holds '{name}', whose part '{part}' is unknown; allowed are {Grammar}."),
            };
        }

        return options;
    }
}
