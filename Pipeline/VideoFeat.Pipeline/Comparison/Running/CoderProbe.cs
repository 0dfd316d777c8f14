using VideoFeat.Comparison.Coders;
using VideoFeat.Comparison.Planning;
using VideoFeat.Comparison.Results;

namespace VideoFeat.Comparison.Running;

/// <summary>Tries each outside coder on a small ramp before hours are spent.</summary>
internal static class CoderProbe
{
    private const int Side = 64;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <summary>Null where the codec works; else why not.</summary>
    /// <exception cref="ArgumentException">A program that the plan itself names does not work.</exception>
    public static async Task<string?> FaultAsync(ResolvedCodec codec, CancellationToken cancellation)
    {
        if (codec.Points[0].Coder is not CommandCoder coder)
        {
            return null;
        }

        var geometry = new FrameGeometry(Side, Side, 2, coder.Setup.BitDepth);
        var planes = new byte[geometry.PlaneBytes * geometry.Frames];
        for (int i = 0; i < planes.Length / geometry.SampleBytes; i++)
        {
            int code = i % (1 << geometry.BitDepth);
            planes[i * geometry.SampleBytes] = (byte)code;
            if (geometry.SampleBytes == 2)
            {
                planes[(2 * i) + 1] = (byte)(code >> 8);
            }
        }

        try
        {
            CodedPlanes coded = await coder.Within(Limit).CodeAsync(planes, geometry, cancellation).ConfigureAwait(false);
            return coder.Setup.Lossless && !coded.Planes.AsSpan().SequenceEqual(planes) ? "it does not return all codes, though it is said to be lossless" : null;
        }
        catch (CoderException e)
        {
            return codec.Entry.Kind == CodecKind.Outside
                ? throw new ArgumentException($"Codec {codec.Planned.Name}: {e.Message}; tried with {geometry.Frames} pictures of {Side}x{Side}.")
                : e.Message;
        }
    }
}
