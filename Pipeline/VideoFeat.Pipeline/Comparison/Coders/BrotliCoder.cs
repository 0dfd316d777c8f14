using System.Diagnostics;
using System.IO.Compression;

namespace VideoFeat.Comparison.Coders;

/// <summary>Brotli on the planes, in our own process.</summary>
/// <param name="setup">How features become planes.</param>
/// <param name="level">0..11.</param>
internal sealed class BrotliCoder(FrameSetup setup, int level) : FrameCoder(setup)
{
    private const int Window = 24;

    protected internal override Task<CodedPlanes> CodeAsync(byte[] planes, FrameGeometry geometry, CancellationToken cancellation) => Task.Run(
        () =>
        {
            var coded = new byte[BrotliEncoder.GetMaxCompressedLength(planes.Length)];
            var encoding = Stopwatch.StartNew();
            if (!BrotliEncoder.TryCompress(planes, coded, out int length, level, Window))
            {
                throw new CoderException("Brotli gave nothing");
            }

            encoding.Stop();
            var restored = new byte[planes.Length];
            var decoding = Stopwatch.StartNew();
            if (!BrotliDecoder.TryDecompress(coded.AsSpan(0, length), restored, out int written) || written != restored.Length)
            {
                throw new CoderException("Brotli restored another length");
            }

            return new CodedPlanes
            {
                Planes = restored,
                Bytes = length,
                EncodeSeconds = encoding.Elapsed.TotalSeconds,
                DecodeSeconds = decoding.Elapsed.TotalSeconds,
                CommandLine = $"brotli -q {level} -w {Window} input.yuv -o coded.br && brotli -d coded.br -o output.yuv",
            };
        },
        cancellation);
}
