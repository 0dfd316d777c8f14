using System.Diagnostics;

namespace VideoFeat.Benchmarks;

/// <summary>A coder of somebody else's, run as a program over raw gray pictures.</summary>
/// <param name="Name">What it is, for the table.</param>
/// <param name="Program">The program.</param>
/// <param name="Arguments">Its arguments; SIZE stands for the picture's size, OUT for the file to write.</param>
/// <param name="Repetitions">How often the same pictures are coded in one run, so that its start weighs little; 1 where they take long.</param>
/// <param name="Format">FFmpeg's name for what is in the file, where its decoder is measured too.</param>
internal sealed record OutsideCoder(string Name, string Program, string Arguments, int Repetitions = 1, string? Format = null)
{
    private const int SecondsLimit = 300;
    private const string Ffmpeg = "-v error -y -f rawvideo -pix_fmt gray -s SIZE -i pipe:0 -threads 1 ";

    public static IReadOnlyList<OutsideCoder> All { get; } =
    [
        new("JPEG-LS", "ffmpeg", Ffmpeg + "-c:v jpegls -f image2pipe OUT", 8, "jpegls_pipe"),
        new("FFV1 golomb", "ffmpeg", Ffmpeg + "-c:v ffv1 -level 3 -coder 0 -f nut OUT", 8),
        new("FFV1 range", "ffmpeg", Ffmpeg + "-c:v ffv1 -level 3 -coder 1 -context 1 -f nut OUT", 4),
        new("WebP lossless", "ffmpeg", Ffmpeg + "-c:v libwebp -lossless 1 -compression_level 6 -pix_fmt bgra -f image2pipe OUT"),
        new("JPEG XL e3", "ffmpeg", Ffmpeg + "-c:v libjxl -distance 0 -effort 3 -f image2pipe OUT", 4, "jpegxl_pipe"),
        new("JPEG XL e7", "ffmpeg", Ffmpeg + "-c:v libjxl -distance 0 -effort 7 -f image2pipe OUT", 1, "jpegxl_pipe"),
        new("JPEG XL e9", "ffmpeg", Ffmpeg + "-c:v libjxl -distance 0 -effort 9 -f image2pipe OUT"),
        new("zstd -19", "zstd", "-19 -q -c"),
        new("xz -6", "xz", "-6 -c"),
    ];

    /// <summary>True where the program is on the path.</summary>
    public bool IsThere => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(d => File.Exists(Path.Combine(d, Program)));

    /// <summary>Codes pictures as frames of one run: the bytes of one round, and MB per CPU-second, coding and (or 0) decoding, without what it takes to start.</summary>
    public (long Bytes, double Coding, double Decoding) Code(byte[][] pictures, int width)
    {
        byte[] all = [.. Enumerable.Repeat(pictures, Repetitions).SelectMany(round => round.SelectMany(p => p))];
        (long bytes, double coding, double decoding) = Code(all, pictures[0].Length, width);
        (_, double start, double startDecoding) = Code(new byte[256], 256, 16);
        double megabytes = all.Length / 1e6;
        return (bytes / Repetitions, megabytes / Math.Max(1e-3, coding - start), Format is null ? 0 : megabytes / Math.Max(1e-3, decoding - startDecoding));
    }

    private (long Bytes, double Coding, double Decoding) Code(byte[] input, int pictureBytes, int width)
    {
        string file = Path.GetTempFileName();
        try
        {
            var start = new ProcessStartInfo(Program) { RedirectStandardInput = true, RedirectStandardOutput = true };
            foreach (string argument in Arguments.Split(' '))
            {
                start.ArgumentList.Add(argument switch { "SIZE" => $"{width}x{pictureBytes / width}", "OUT" => file, _ => argument });
            }

            double before = ChildTime.Seconds;
            using Process process = Process.Start(start)!;
            Task<long> written = Task.Run(() =>
            {
                using var count = new MemoryStream();
                process.StandardOutput.BaseStream.CopyTo(count);
                return count.Length;
            });
            process.StandardInput.BaseStream.Write(input);
            process.StandardInput.Close();
            if (!process.WaitForExit(TimeSpan.FromSeconds(SecondsLimit)))
            {
                process.Kill(entireProcessTree: true);
                throw new TimeoutException($"{Name} ran past {SecondsLimit} s.");
            }

            long bytes = Math.Max(written.Result, new FileInfo(file).Length);
            if (process.ExitCode != 0)
            {
                throw new InvalidOperationException($"{Name}: {Program} ended with {process.ExitCode}.");
            }

            double coded = ChildTime.Seconds;
            return (bytes, coded - before, Format is null ? 0 : Decode(file) - coded);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private double Decode(string file)
    {
        string[] arguments = ["-v", "error", "-nostdin", "-threads", "1", "-f", Format!, "-i", file, "-f", "null", "-"];
        using Process process = Process.Start(new ProcessStartInfo(Program, arguments))!;
        if (!process.WaitForExit(TimeSpan.FromSeconds(SecondsLimit)) || process.ExitCode != 0)
        {
            process.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"{Name}: decoding failed or ran past {SecondsLimit} s.");
        }

        return ChildTime.Seconds;
    }
}
