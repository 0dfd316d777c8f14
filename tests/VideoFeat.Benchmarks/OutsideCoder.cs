using System.Diagnostics;

namespace VideoFeat.Benchmarks;

/// <summary>A coder of somebody else's, run as a program over raw gray pictures.</summary>
/// <param name="Name">What it is, for the table.</param>
/// <param name="Program">The program.</param>
/// <param name="Arguments">Its arguments; SIZE stands for the picture's size, OUT for the file to write.</param>
internal sealed record OutsideCoder(string Name, string Program, string Arguments)
{
    private const int SecondsLimit = 300;
    private const int Repetitions = 4;
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

    /// <summary>Codes pictures one by one; the bytes of all, and MB per CPU-second without what it takes to start.</summary>
    public (long Bytes, double MegabytesPerSecond) Code(byte[][] pictures, int width)
    {
        long bytes = pictures.Sum(p => Code(p, p.Length, width).Bytes);

        // Picture coders take the pictures as frames of one run, several times over; to a byte coder the second time would be no new data.
        byte[] all = [.. Enumerable.Repeat(pictures, Program == "ffmpeg" ? Repetitions : 1).SelectMany(round => round.SelectMany(p => p))];
        double seconds = Code(all, pictures[0].Length, width).Seconds - Code(new byte[256], 256, 16).Seconds;
        return (bytes, all.Length / 1e6 / Math.Max(1e-3, seconds));
    }

    private (long Bytes, double Seconds) Code(byte[] input, int pictureBytes, int width)
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
            return process.ExitCode == 0
                ? (bytes, ChildTime.Seconds - before)
                : throw new InvalidOperationException($"{Name}: {Program} ended with {process.ExitCode}.");
        }
        finally
        {
            File.Delete(file);
        }
    }
}
