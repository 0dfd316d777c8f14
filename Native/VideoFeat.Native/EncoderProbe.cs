using VideoFeat.Native.Interop;

namespace VideoFeat.Native;

/// <summary>Tries an encoder: opens it, codes three pictures, decodes them in software and compares.</summary>
public static unsafe class EncoderProbe
{
    /// <summary>Runs the probe with these very settings. Works means: bit-exact if lossless; else at least 15 dB, with no change of
    /// range between the codes sent and decoded.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of range.</exception>
    public static ProbeResult Run(VideoEncoderSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        using var arguments = new Utf8Arguments();
        VfEncoderConfig config = EncoderConfig.Make(settings, arguments);
        var result = new VfProbeResult { StructSize = (uint)sizeof(VfProbeResult) };
        NativeException.Check(NativeMethods.vf_probe_encoder(config, ref result));
        return result.ToManaged();
    }
}
