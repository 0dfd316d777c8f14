using System.Diagnostics;

namespace VideoFeat.Benchmarks;

/// <summary>A coder of somebody else's, run as a program over raw gray pictures.</summary>
/// <param name="Name">What it is, for the table.</param>
/// <param name="Program">The program.</param>
/// <param name="Arguments">Its arguments; SIZE stands for the picture's size, OUT for the file to write.</param>
internal sealed record OutsideCoder(string Name, string Program, string Arguments)
{
    private const int SecondsLimit = 300;
    private const string Ffmpeg = "-nostdin -v error -y -f rawvideo -pix_fmt gray -s SIZE -i pipe:0 -threads 1 ";

    public static IReadOnlyList<OutsideCoder> All { get; } =
    [
        new("JPEG-LS", "ffmpeg", Ffmpeg + "-c:v jpegls -f image2pipe OUT"),
        new("FFV1 golomb", "ffmpeg", Ffmpeg + "-c:v ffv1 -level 3 -coder 0 -f nut OUT"),
        new("JPEG XL e3", "ffmpeg", Ffmpeg + "-c:v libjxl -distance 0 -effort 3 -f image2pipe OUT"),
        new("JPEG XL e7", "ffmpeg", Ffmpeg + "-c:v libjxl -distance 0 -effort 7 -f image2pipe OUT"),
        new("zstd -19", "zstd", "-19 -q -c"),
        new("xz -6", "xz", "-6 -c"),
    ];

    /// <summary>True where the program is on the path.</summary>
    public bool IsThere => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(d => File.Exists(Path.Combine(d, Program)));

    /// <summary>Codes pictures one by one; the bytes of all, and MB per CPU-second less what the program takes for nothing (a 16x16 picture).</summary>
    public (long Bytes, double MegabytesPerSecond) Code(byte[][] pictures, int width)
    {
        double idle = Code(new byte[256], 16).Seconds;
        long bytes = 0;
        double seconds = 0;
        foreach (byte[] picture in pictures)
        {
            (long coded, double spent) = Code(picture, width);
            bytes += coded;
            seconds += Math.Max(1e-3, spent - idle);
        }

        return (bytes, pictures.Sum(p => p.Length) / 1e6 / seconds);
    }

    private (long Bytes, double Seconds) Code(byte[] picture, int width)
    {
        string file = Path.GetTempFileName();
        try
        {
            var start = new ProcessStartInfo(Program) { RedirectStandardInput = true, RedirectStandardOutput = true };
            foreach (string argument in Arguments.Split(' '))
            {
                start.ArgumentList.Add(argument switch { "SIZE" => $"{width}x{picture.Length / width}", "OUT" => file, _ => argument });
            }

            using Process process = Process.Start(start)!;
            Task<long> written = Task.Run(() =>
            {
                using var count = new MemoryStream();
                process.StandardOutput.BaseStream.CopyTo(count);
                return count.Length;
            });
            process.StandardInput.BaseStream.Write(picture);
            process.StandardInput.Close();
            if (!process.WaitForExit(TimeSpan.FromSeconds(SecondsLimit)))
            {
                process.Kill(entireProcessTree: true);
                throw new TimeoutException($"{Name} ran past {SecondsLimit} s.");
            }

            long bytes = Math.Max(written.Result, new FileInfo(file).Length);
            return process.ExitCode == 0
                ? (bytes, process.TotalProcessorTime.TotalSeconds)
                : throw new InvalidOperationException($"{Name}: {Program} ended with {process.ExitCode}.");
        }
        finally
        {
            File.Delete(file);
        }
    }
}
