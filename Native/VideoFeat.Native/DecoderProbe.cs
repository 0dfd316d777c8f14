using VideoFeat.Native.Interop;

namespace VideoFeat.Native;

/// <summary>Tries a decoding device: decodes a lossless stream made by libx265 and compares bit for bit.</summary>
public static unsafe class DecoderProbe
{
    /// <summary>Runs the probe on a picture size, bit depth and chroma format.</summary>
    /// <param name="device">software, cuda, qsv, vaapi or videotoolbox.</param>
    /// <param name="width">Width in samples, 16 or more; hardware often wants 128 or more.</param>
    /// <param name="height">Height in samples, 16 or more.</param>
    /// <param name="bitDepth">8, 10 or 12.</param>
    /// <param name="chroma">4:2:0 or 4:0:0.</param>
    public static ProbeResult Run(
        string device, int width = 256, int height = 256, int bitDepth = 8, ChromaFormat chroma = ChromaFormat.Yuv420)
    {
        ArgumentException.ThrowIfNullOrEmpty(device);
        using var arguments = new Utf8Arguments();
        var result = new VfProbeResult { StructSize = (uint)sizeof(VfProbeResult) };
        NativeException.Check(
            NativeMethods.vf_probe_decoder(arguments.Add(device), width, height, bitDepth, (int)chroma, ref result));
        return result.ToManaged();
    }
}
