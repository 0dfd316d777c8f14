using System.Diagnostics;
using System.Globalization;
using VideoFeat.Bridges;
using VideoFeat.Bridges.Files.Arrays;
using VideoFeat.Native;
using VideoFeat.Packing;
using VideoFeat.Packing.Layout;
using VideoFeat.Packing.Quantization;

namespace VideoFeat.Benchmarks;

/// <summary>200 tensors coded by one encoder in one process against one ffmpeg process for each, with the same libx265 settings.</summary>
internal static class EncodeBench
{
    private const int Count = 200;

    // Tensors of a turn: long against a disturbance, and ten turns for a median.
    private const int Block = 20;

    public static void Run(double seconds)
    {
        foreach ((int channels, int side) in new[] { (32, 16), (64, 26), (64, 52) })
        {
            FeatureSet[] sets = [.. Enumerable.Range(0, Count).Select(i => SampleFeatures.Make(channels, side, side, seed: i))];
            Run(sets, new CodecOptions { Encoder = "libx265" });
            foreach (FeatureSet set in sets)
            {
                set.Dispose();
            }
        }
    }

    private static void Run(FeatureSet[] sets, CodecOptions options)
    {
        TensorSpec spec = sets[0][0].Spec;
        PackPlan plan = PackPlan.Create([spec], new LayoutOptions());
        byte[][] pictures = [.. sets.Select(s => Picture(s, plan))];
        FeatureEncoder? opened = null;
        Cost started = Cost.Here(() => opened = FeatureEncoder.Open([spec], options));
        using FeatureEncoder encoder = opened!;
        var ours = new List<Cost>();
        var peers = new List<Cost>();
        long ourBytes = 0, peerBytes = 0;
        for (int block = 0; block < Count; block += Block)
        {
            for (int i = block; i < block + Block; i++)
            {
                ours.Add(Cost.Here(() =>
                {
                    using CodedFeature coded = encoder.Encode(sets[i]);
                    ourBytes += coded.Bits / 8;
                }));
            }

            for (int i = block; i < block + Block; i++)
            {
                (long bytes, Cost cost) = Ffmpeg(plan, pictures[i], options.Qp);
                peers.Add(cost);
                peerBytes += bytes;
            }
        }

        Console.WriteLine($"\n{Count} tensors {spec.Shape}, frame {plan.FrameWidth}x{plan.FrameHeight}, 8 bit, libx265 superfast, QP {options.Qp}, intra; turns of {Block}");
        Row("one process: opening, self-check", [started], "once");
        Row("one process: quantize, pack, code", ours, $"{ourBytes / Count} bytes with feature SEI");
        Row("an ffmpeg process a tensor", peers, $"{peerBytes / Count} bytes; its frames were packed before");
        double wall = started.Wall + ours.Sum(c => c.Wall), cpu = started.Cpu + ours.Sum(c => c.Cpu);
        double peerWall = peers.Sum(c => c.Wall), peerCpu = peers.Sum(c => c.Cpu);
        Console.WriteLine(
            $"  all {Count}, opening included: {wall:F2} s (CPU {cpu:F2}) against {peerWall:F2} s (CPU {peerCpu:F2}): {peerWall / wall:F1} times faster (CPU {peerCpu / cpu:F1})");
        CommandLine(sets, peerWall);
    }

    // What a user waits for: one videofeat process from its start to its end, files read and written.
    private static void CommandLine(FeatureSet[] sets, double peerTotal)
    {
        string folder = Directory.CreateTempSubdirectory("videofeat-bench-").FullName;
        try
        {
            for (int i = 0; i < sets.Length; i++)
            {
                NpyFile.Write(Path.Combine(folder, $"{i:D3}.npy"), sets[i][0]);
            }

            long start = Stopwatch.GetTimestamp();
            Wait(Start("dotnet", Path.Combine(AppContext.BaseDirectory, "videofeat.dll"), "encode", folder, "-o", Path.Combine(folder, "out.mp4"), "--encoder", "libx265", "--json"));
            double total = Stopwatch.GetElapsedTime(start).TotalSeconds;
            Console.WriteLine($"  'videofeat encode' of {sets.Length} .npy files, from start to end: {total:F2} s: {peerTotal / total:F1} times faster");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static (long Bytes, Cost Cost) Ffmpeg(PackPlan plan, byte[] picture, int qp)
    {
        // What the native library gives x265 for CodecOptions' defaults.
        string parameters = string.Join(':', VideoEncoderSettings.FeaturePreset.Select(o => $"{o.Key}={o.Value}"))
            + $":info=0:repeat-headers=1:open-gop=0:bframes=0:hash=1:ctu=32:keyint=1:log-level=none:qp={qp}";
        long start = Stopwatch.GetTimestamp();
        double cpu = Cost.OfChildren();
        using Process process = Start(
            "ffmpeg", "-v", "error", "-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", $"{plan.FrameWidth}x{plan.FrameHeight}", "-i", "pipe:0",
            "-c:v", "libx265", "-threads", "1", "-preset", "superfast", "-tune", "zerolatency", "-x265-params", parameters, "-f", "hevc", "pipe:1");
        Task feed = Task.Run(() =>
        {
            process.StandardInput.BaseStream.Write(picture);
            process.StandardInput.Close();
        });
        using var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        feed.Wait();
        Wait(process);
        return (output.Length, new Cost(Stopwatch.GetElapsedTime(start).TotalSeconds, Cost.OfChildren() - cpu));
    }

    private static byte[] Picture(FeatureSet set, PackPlan plan)
    {
        var packer = new FeaturePacker(plan, new QuantizerOptions());
        int luma = (int)plan.BytesPerSet(8);
        byte[] picture = new byte[luma * 3 / 2];
        packer.Pack(set, 0, packer.Measure(set, 0), picture.AsSpan(0, luma));
        picture.AsSpan(luma).Fill(128);
        return picture;
    }

    private static Process Start(string program, params string[] arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;

    private static void Wait(Process process)
    {
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{process.StartInfo.FileName} ended with {process.ExitCode}; its own words stand above.");
        }
    }

    private static void Row(string what, IReadOnlyList<Cost> costs, string remark)
    {
        double wall = costs.Select(c => c.Wall).Order().ElementAt(costs.Count / 2), cpu = costs.Average(c => c.Cpu);
        Console.WriteLine($"  {what,-36}{wall * 1000,9:F1} ms median, CPU {cpu * 1000,7:F1} ms mean; {remark}");
    }

    /// <summary>Seconds by the clock, and of all cores together: the first feels what else the machine does, the second hardly.</summary>
    private readonly record struct Cost(double Wall, double Cpu)
    {
        /// <summary>CPU seconds of all children that have ended (proc(5): cutime and cstime, in hundredths); 0 where the system does not say.</summary>
        public static double OfChildren()
        {
            const string Path = "/proc/self/stat";
            return File.Exists(Path) && File.ReadAllText(Path).Split(')')[^1].Split(' ') is [_, ..] fields
                ? (long.Parse(fields[14], CultureInfo.InvariantCulture) + long.Parse(fields[15], CultureInfo.InvariantCulture)) / 100.0
                : 0;
        }

        public static Cost Here(Action work)
        {
            TimeSpan cpu = Environment.CpuUsage.TotalTime;
            long start = Stopwatch.GetTimestamp();
            work();
            return new Cost(Stopwatch.GetElapsedTime(start).TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds);
        }
    }
}
