using System.Buffers.Binary;
using System.Globalization;
using System.Text.RegularExpressions;
using VideoFeat.Evaluation;

namespace VideoFeat.Tests.Evaluation;

/// <summary>PSNR of code planes beside FFmpeg's psnr filter, whose peak is the largest code: on planes that use all codes both mean the same.</summary>
public sealed partial class PsnrFilterTests : IDisposable
{
    private const int Width = 96;
    private const int Height = 64;

    private readonly TemporaryFolder _folder = new();

    [SkippableTheory]
    [InlineData(8, "gray", 1)]
    [InlineData(8, "gray", 40)]
    [InlineData(10, "gray10le", 1)]
    [InlineData(10, "gray10le", 200)]
    [InlineData(12, "gray12le", 300)]
    public void Psnr_of_code_planes_is_that_of_ffmpegs_filter(int bits, string format, int noise)
    {
        Skip.IfNot(Tool.Exists("ffmpeg"), "skipped because the ffmpeg program is not installed");
        int most = (1 << bits) - 1;
        Random random = Seeds.Random();
        int[] source = [0, most, .. Enumerable.Range(2, (Width * Height) - 2).Select(_ => random.Next(most + 1))];
        int[] restored = [.. source.Select(c => Math.Clamp(c + random.Next(-noise, noise + 1), 0, most))];
        File.WriteAllBytes(_folder["source"], Bytes(source, bits));
        File.WriteAllBytes(_folder["restored"], Bytes(restored, bits));

        string[] plane = ["-f", "rawvideo", "-pix_fmt", format, "-s", $"{Width}x{Height}", "-i"];
        (int status, _, string said) = Tool.Run("ffmpeg", ["-nostdin", "-hide_banner", .. plane, _folder["restored"], .. plane, _folder["source"], "-lavfi", "psnr", "-f", "null", "-"]);

        Assert.True(status == 0, said);
        double theirs = double.Parse(Average().Match(said).Groups[1].Value, CultureInfo.InvariantCulture);
        double ours = FeatureDistortion.Measure([.. source.Select(c => (float)c)], [.. restored.Select(c => (float)c)]).PsnrDecibels;

        // It prints six digits after the point.
        Assert.Equal(theirs, ours, 1e-6);
    }

    public void Dispose() => _folder.Dispose();

    private static byte[] Bytes(int[] codes, int bits)
    {
        if (bits == 8)
        {
            return [.. codes.Select(c => (byte)c)];
        }

        byte[] bytes = new byte[2 * codes.Length];
        for (int i = 0; i < codes.Length; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2 * i), (ushort)codes[i]);
        }

        return bytes;
    }

    [GeneratedRegex(@"PSNR .*average:([0-9.]+)")]
    private static partial Regex Average();
}
