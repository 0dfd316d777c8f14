using VideoFeat.Native;

namespace VideoFeat.Bridges.Hevc;

/// <summary>What trying one encoder or decoder found.</summary>
/// <param name="Kind"><c>encoder</c> or <c>decoder</c>.</param>
/// <param name="Name">What was tried: libavcodec's name or the device, bit depth and mode.</param>
/// <param name="Works">True where coding, decoding and comparing all passed.</param>
/// <param name="Stage">The step that failed: find, device, open, send, receive, decode, compare.</param>
/// <param name="Reason">Why.</param>
/// <param name="Milliseconds">How long trying took.</param>
public sealed record HevcProbe(string Kind, string Name, bool Works, string Stage, string Reason, double Milliseconds)
{
    /// <summary>Tries every known encoder at 8 and 10 bit (x265 also lossless, 12 bit and 4:0:0) and every decoding device.</summary>
    public static IReadOnlyList<HevcProbe> RunAll()
    {
        var found = new List<HevcProbe>();
        foreach (HevcEncoder encoder in HevcEncoders.All)
        {
            foreach ((int bits, bool lossless, ChromaFormat chroma) in Cases)
            {
                var options = new HevcOptions { Mode = lossless ? RateMode.Lossless : RateMode.ConstantQp, Chroma = chroma };
                if (encoder.Refusal(options, bits) is null)
                {
                    found.Add(Try(encoder, bits, lossless, chroma));
                }
            }
        }

        foreach (string device in new[] { "software", "cuda", "qsv", "vaapi", "videotoolbox" })
        {
            ProbeResult result = DecoderProbe.Run(device);
            found.Add(new HevcProbe("decoder", device, result.Works, result.Stage, result.Reason, result.Milliseconds));
        }

        return found;
    }

    private static IEnumerable<(int Bits, bool Lossless, ChromaFormat Chroma)> Cases =>
    [
        (8, false, ChromaFormat.Yuv420),
        (8, true, ChromaFormat.Yuv420),
        (10, false, ChromaFormat.Yuv420),
        (10, true, ChromaFormat.Yuv420),
        (12, true, ChromaFormat.Yuv420),
        (8, true, ChromaFormat.Gray),
    ];

    private static HevcProbe Try(HevcEncoder encoder, int bits, bool lossless, ChromaFormat chroma)
    {
        ProbeResult result = EncoderProbe.Run(new VideoEncoderSettings
        {
            Codec = encoder.Name,
            Width = 256,
            Height = 256,
            BitDepth = bits,
            Chroma = chroma,
            Lossless = lossless,
            Qp = lossless ? null : 16,
            Preset = encoder == HevcEncoders.X265 ? "superfast" : null,
            Options = encoder == HevcEncoders.X265 ? VideoEncoderSettings.FeaturePreset : [],
            Hash = encoder.Md5,
        });
        string mode = $"{bits} bit {(chroma == ChromaFormat.Gray ? "4:0:0" : "4:2:0")} {(lossless ? "lossless" : "QP 16")}";
        return new HevcProbe("encoder", $"{encoder.Name}, {mode}", result.Works, result.Stage, result.Reason, result.Milliseconds);
    }
}
