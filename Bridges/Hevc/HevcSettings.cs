using System.Globalization;
using VideoFeat.Native;
using VideoFeat.Packing.Layout;

namespace VideoFeat.Bridges.Hevc;

/// <summary>From our options and the plan's geometry to what the native encoder is opened with. Pure.</summary>
internal static class HevcSettings
{
    /// <summary>QP of the slices where each picture has its own: init_qp of x265's PPS, from which a slice differs for no bits.</summary>
    private const int SliceQp = 26;

    /// <summary>
    /// The layout that the encoder can take: its smallest picture, and in P never a picture one CTU wide
    /// (x265 3.5 miscodes those: at least 24 samples with a CTU of 16 are two CTUs).
    /// </summary>
    public static LayoutOptions Fit(LayoutOptions layout, HevcEncoder encoder, HevcOptions options)
    {
        int minWidth = options.Prediction == Prediction.LowDelayP ? Math.Max(24, encoder.MinWidth) : encoder.MinWidth;
        return layout with
        {
            MinWidth = Math.Max(layout.MinWidth, minWidth),
            MinHeight = Math.Max(layout.MinHeight, encoder.MinHeight),
        };
    }

    public static VideoEncoderSettings Create(HevcEncoder encoder, HevcOptions options, PackPlan plan, int bitDepth)
    {
        double framesPerSecond = options.SetsPerSecond * plan.FramesPerSet;
        bool x265 = encoder == HevcEncoders.X265;
        return new VideoEncoderSettings
        {
            Codec = encoder.Name,
            Width = plan.FrameWidth,
            Height = plan.FrameHeight,
            BitDepth = bitDepth,
            Chroma = options.Chroma,
            Lossless = options.Mode == RateMode.Lossless,
            Qp = options.Mode == RateMode.ConstantQp ? options.Qp : options.Mode == RateMode.Bitrate && x265 ? SliceQp : null,
            VaryQp = options.Mode == RateMode.Bitrate && x265,

            // The other encoders keep their own rate control.
            BitrateKbps = options.Mode == RateMode.Bitrate && !x265 ? Kbps(options, plan) : null,
            KeyInterval = options.Prediction == Prediction.Intra ? 1 : checked(options.KeyInterval * plan.FramesPerSet),
            FrameRate = framesPerSecond,
            Threads = options.Threads,
            Preset = x265 ? options.Preset : null,
            Options = x265 ? [.. VideoEncoderSettings.FeaturePreset, .. options.CodecOptions] : options.CodecOptions,
            MaxCuSize = x265 ? MaxCuSize(plan.FrameWidth, plan.FrameHeight, options.Prediction) : null,
            MinCuSize = x265 ? 8 : null,

            // Lossless codes are checked by their own CRC-32C; the hash would cost 22 bytes a frame for nothing.
            Hash = encoder.Md5 && options.Mode != RateMode.Lossless,
        };
    }

    /// <summary>
    /// CTU of 32 (the preset's); 16 where the picture is smaller than one (x265 refuses that), and in P where it would be one CTU wide.
    /// </summary>
    internal static int MaxCuSize(int width, int height, Prediction prediction)
    {
        bool oneWide = prediction == Prediction.LowDelayP && width <= 32;
        return oneWide || Math.Min(width, height) < 32 ? 16 : 32;
    }

    /// <summary>The same settings under one name, for the cache of self-checks.</summary>
    public static string Key(VideoEncoderSettings s) => string.Create(
        CultureInfo.InvariantCulture,
        $"{s.Codec} {s.Width}x{s.Height} {s.BitDepth} {s.Chroma} {s.Lossless} {s.Qp} {s.VaryQp} {s.BitrateKbps} {s.KeyInterval} {s.FrameRate} {s.Preset} {s.MaxCuSize} {s.MinCuSize} {string.Join(',', s.Options)}");

    /// <summary>Bits wanted for each set.</summary>
    public static double BitsPerSet(HevcOptions options, PackPlan plan) => options.BitrateKbps is double kbps
        ? kbps * 1000 / options.SetsPerSecond
        : options.BitsPerElement!.Value * plan.Elements;

    private static int Kbps(HevcOptions options, PackPlan plan) => (int)Math.Clamp(BitsPerSet(options, plan) * options.SetsPerSecond / 1000, 1, int.MaxValue);
}
