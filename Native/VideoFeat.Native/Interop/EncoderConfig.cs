namespace VideoFeat.Native.Interop;

/// <summary>The settings of an encoder as the native library takes them.</summary>
internal static unsafe class EncoderConfig
{
    internal static VfEncoderConfig Make(VideoEncoderSettings settings, Utf8Arguments arguments)
    {
        CheckPositive(settings.BitrateKbps, nameof(settings.BitrateKbps));
        CheckPositive(settings.MaxCuSize, nameof(settings.MaxCuSize));
        CheckPositive(settings.MinCuSize, nameof(settings.MinCuSize));
        if (settings.Qp is int qp)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(qp, nameof(settings.Qp));
        }
        return new VfEncoderConfig
        {
            StructSize = (uint)sizeof(VfEncoderConfig),
            Width = settings.Width,
            Height = settings.Height,
            BitDepth = settings.BitDepth,
            Chroma = (int)settings.Chroma,
            Lossless = settings.Lossless ? 1 : 0,
            Qp = settings.Qp ?? -1,
            BitrateKbps = settings.BitrateKbps ?? 0,
            VaryQp = settings.VaryQp ? 1 : 0,
            KeyInterval = settings.KeyInterval,
            Threads = settings.Threads,
            GlobalHeader = settings.GlobalHeader ? 1 : 0,
            Hash = settings.Hash ? 1 : 0,
            MaxCu = settings.MaxCuSize ?? 0,
            MinCu = settings.MinCuSize ?? 0,
            FrameRate = settings.FrameRate,
            Codec = arguments.Add(settings.Codec),
            Preset = arguments.Add(settings.Preset),
            Options = arguments.Add(settings.Options),
        };
    }

    private static void CheckPositive(int? value, string name)
    {
        if (value is int given)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(given, name);
        }
    }
}
