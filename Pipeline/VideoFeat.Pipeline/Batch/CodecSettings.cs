using System.Globalization;
using VideoFeat.Bridges.Hevc;
using VideoFeat.Packing.Quantization;

namespace VideoFeat.Batch;

/// <summary>Codec options as a manifest states them: whatever changes a byte of the result, and nothing else.</summary>
internal static class CodecSettings
{
    public static IReadOnlyDictionary<string, string> Of(BatchOptions options)
    {
        CodecOptions c = options.Codec;
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        void Add(string name, FormattableString value) => settings[name] = value.ToString(CultureInfo.InvariantCulture);
        Add("bridge", $"{(c.Bridge == FeatureBridge.NearLossless ? "near-lossless" : c.Bridge.ToString().ToLowerInvariant())}");
        Add("container", $"{options.Container}");
        if (c.Exact)
        {
            Add("exact", $"true");
        }

        if (c.Bridge is FeatureBridge.Hevc or FeatureBridge.NearLossless)
        {
            Add("bits", $"{c.BitDepth}");
            Add("granularity", $"{(c.Granularity == Granularity.PerChannel ? "per-channel" : "per-tensor")}");
        }

        if (c.Bridge != FeatureBridge.Transform)
        {
            Add("range", $"{Range(c)}");
        }

        Add("nonFinite", $"{c.NonFinite.ToString().ToLowerInvariant()}");
        Bridge(c, Add);
        if (c.Prediction == Prediction.LowDelayP)
        {
            Add("prediction", $"p");
            Add("keyInterval", $"{c.KeyInterval}");
        }

        if (c.Profile is not null)
        {
            Add("profile", $"{Convert.ToHexStringLower(c.Profile.Hash.Span)}");
            Add("profileInterval", $"{c.ProfileInterval}");
        }

        return settings;
    }

    private static void Bridge(CodecOptions c, Action<string, FormattableString> add)
    {
        switch (c.Bridge)
        {
            case FeatureBridge.Hevc:
                Hevc(c, add);
                break;
            case FeatureBridge.NearLossless:
                add("effort", $"{c.Effort.ToString().ToLowerInvariant()}");
                break;
            case FeatureBridge.Lightweight:
                add("levels", $"{c.Levels}");
                add("ecq", $"{c.Ecq:R}");
                add("contexts", $"{c.Contexts.ToString().ToLowerInvariant()}");
                add("activation", $"{c.Activation}");
                add("scope", $"{c.Scope.ToString().ToLowerInvariant()}");
                break;
            default:
                add("stepScale", $"{c.StepScale:R}");
                break;
        }
    }

    private static void Hevc(CodecOptions c, Action<string, FormattableString> add)
    {
        FormattableString rate = c switch
        {
            { BitrateKbps: double kbps } => $"{kbps:R} kbit/s",
            { BitsPerElement: double bpe } => $"{bpe:R} bpe",
            { Lossless: true } => $"lossless",
            _ => $"qp {c.Qp}",
        };
        add("rate", rate);
        add("highestQp", $"{c.HighestQp}");
        add("encoder", $"{c.Encoder}");
        add("preset", $"{c.Preset}");
        add("layout", $"{(c.Layout == Packing.Layout.LayoutKind.Tiled ? "tiled" : "channel-per-frame")}");
        add("tileAlignment", $"{c.TileAlignment}");
        add("chroma", $"{(c.Chroma == Native.ChromaFormat.Gray ? "400" : "420")}");
        foreach ((string name, string value) in c.EncoderOptions)
        {
            add($"encoderOption {name}", $"{value}");
        }
    }

    private static string Range(CodecOptions c) => c.Range switch
    {
        RangeMode.Fixed => "fixed:" + string.Join(';', c.FixedRanges.Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Minimum:R},{r.Maximum:R}"))),
        RangeMode.Percentile => string.Create(CultureInfo.InvariantCulture, $"percentile:{c.Percentile:R}"),
        _ => "min-max",
    };
}
