using System.Text.Json;
using VideoFeat.Bridges.Files.Arrays;
using VideoFeat.Packing;

namespace VideoFeat.Benchmarks.Batches;

/// <summary>The batch verbs beside the obvious script, which quantizes by NumPy and starts an ffmpeg for each item, and beside general compressors of the same codes.</summary>
internal static class BatchCompare
{
    // 8-bit codes, channels tiled into one gray picture, libx265 lossless at the same preset, a file an item.
    private const string Encode = """
        import sys, os, glob, subprocess, math
        import numpy as np
        from concurrent.futures import ThreadPoolExecutor
        source, target = sys.argv[1:3]
        os.makedirs(target, exist_ok=True)
        def one(path):
            x = np.load(path)[0]
            low, high = float(x.min()), float(x.max())
            q = np.rint((x - low) / ((high - low) or 1) * 255).astype(np.uint8)
            c, h, w = q.shape
            cols = int(math.ceil(math.sqrt(c))); rows = -(-c // cols)
            sheet = np.zeros((rows * cols, h, w), np.uint8); sheet[:c] = q
            sheet = sheet.reshape(rows, cols, h, w).transpose(0, 2, 1, 3).reshape(rows * h, cols * w)
            out = os.path.join(target, os.path.basename(path)[:-4])
            subprocess.run(['ffmpeg', '-v', 'error', '-y', '-f', 'rawvideo', '-pix_fmt', 'gray', '-s', f'{cols * w}x{rows * h}', '-i', 'pipe:0', '-c:v', 'libx265', '-preset', 'superfast',
                            '-x265-params', 'lossless=1:log-level=none', out + '.mp4'], input=sheet.tobytes(), check=True)
            np.save(out + '.side.npy', np.array([low, high, c, h, w, cols, rows]))
        files = sorted(glob.glob(source + '/**/*.npy', recursive=True))
        with ThreadPoolExecutor(int(sys.argv[3])) as pool:
            list(pool.map(one, files))
        """;

    private const string Decode = """
        import sys, os, glob, subprocess
        import numpy as np
        from concurrent.futures import ThreadPoolExecutor
        def one(path):
            low, high, c, h, w, cols, rows = np.load(path[:-4] + '.side.npy')
            c, h, w, cols, rows = (int(v) for v in (c, h, w, cols, rows))
            raw = subprocess.run(['ffmpeg', '-v', 'error', '-i', path, '-f', 'rawvideo', '-pix_fmt', 'gray', 'pipe:1'], stdout=subprocess.PIPE, check=True).stdout
            sheet = np.frombuffer(raw, np.uint8).reshape(rows, h, cols, w).transpose(0, 2, 1, 3).reshape(rows * cols, h, w)[:c]
            np.save(path[:-4] + '.npy', (sheet * np.float32((high - low) / 255) + np.float32(low))[None])
        files = sorted(glob.glob(sys.argv[1] + '/*.mp4'))
        with ThreadPoolExecutor(int(sys.argv[3])) as pool:
            list(pool.map(one, files))
        """;

    public static string[] Options { get; } = ["--items 40", "--size large", "--codings lossless,near-fast,light8", "--folder out/batch"];

    public static void Run(BenchArguments given)
    {
        int items = (int)given.Number("--items", 40);
        string folder = given.Word("--folder", "out/batch");
        bool small = given.Word("--size", "large") == "small";
        string sources = Path.Combine(folder, $"{(small ? "small" : "items")}-{items}");
        double megabytes = KitItems.Write(sources, items, small) / 1e6;
        Console.WriteLine($"{items} items, {megabytes:F1} MB of float32; MB are of float32; two at a time where a line says so");
        Console.WriteLine($"{"",-34} {"bpe",7} | {"encode",26} | {"decode",26}");
        Console.WriteLine($"{"",-34} {"",7} | {"MB/s",8} {"MB/CPU-s",9} {"busy",7} | {"MB/s",8} {"MB/CPU-s",9} {"busy",7}");
        string jobs = $"{Environment.ProcessorCount}";
        double script = Script(sources, Path.Combine(folder, "script"), jobs, megabytes);
        foreach (BatchCoding coding in BatchCoding.Of(given.Word("--codings", "lossless,near-fast,light8")))
        {
            string dataset = Path.Combine(folder, "compared");
            string back = Path.Combine(folder, "compared-back");
            BatchBench.Remove(dataset);
            BatchChild encode = BatchChild.Videofeat(["batch", "encode", sources, "-o", dataset, "--json", "--shard-size", "16M", .. coding.Flags]).Good(coding.Name);
            BatchChild decode = BatchChild.Videofeat("batch", "decode", dataset, "-o", back, "--json").Good(coding.Name);
            using JsonDocument report = JsonDocument.Parse(encode.Output);
            Line($"videofeat batch, {coding.Name} (x{jobs})", report.RootElement.GetProperty("bitsPerElement").GetDouble(), megabytes, encode, decode);
            Console.WriteLine($"{"",-34} {"",7} | {megabytes / encode.Seconds / script,7:F1}x the script, every item decoded once and its error measured");
            BatchBench.Remove(dataset);
            BatchBench.Remove(back);
        }

        Compressors(sources, Path.Combine(folder, "codes"), megabytes);
    }

    private static double Script(string sources, string target, string jobs, double megabytes)
    {
        BatchBench.Remove(target);
        BatchChild encode = BatchChild.Run("/usr/bin/python3", ["-c", Encode, sources, target, jobs]).Good("the script");
        BatchChild decode = BatchChild.Run("/usr/bin/python3", ["-c", Decode, target, "", jobs]).Good("the script");
        long bytes = Directory.EnumerateFiles(target, "*.mp4").Sum(f => new FileInfo(f).Length);
        Line($"NumPy + an ffmpeg an item (x{jobs})", 8 * bytes / (megabytes * 1e6 / 4), megabytes, encode, decode);
        BatchBench.Remove(target);
        return megabytes / encode.Seconds;
    }

    // One file of all codes each, as the compressors like it best; one thread.
    private static void Compressors(string sources, string folder, double megabytes)
    {
        Directory.CreateDirectory(folder);
        (string codes, string shuffled) = (Path.Combine(folder, "codes"), Path.Combine(folder, "shuffled"));
        using (FileStream a = File.Create(codes))
        using (FileStream b = File.Create(shuffled))
        {
            foreach (string file in Directory.EnumerateFiles(sources, "*.npy", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                using FeatureTensor tensor = NpyFile.Read(file);
                a.Write(Codes(tensor.Floats));
                b.Write(RandomAccessBench.Shuffled(tensor.Bytes));
            }
        }

        foreach ((string name, string program, string[] flags, string input) in new[]
                 {
                     ("zstd -19 of the codes", "zstd", (string[])["-19", "-q", "-f", "-k"], codes),
                     ("xz -6 of the codes", "xz", ["-6", "-f", "-k"], codes),
                     ("shuffle + zstd -19 of the floats", "zstd", ["-19", "-q", "-f", "-k"], shuffled),
                 })
        {
            string packed = input + (program == "xz" ? ".xz" : ".zst");
            BatchChild encode = BatchChild.Run(program, [.. flags, input]).Good(name);
            double bpe = 8 * new FileInfo(packed).Length / (megabytes * 1e6 / 4);
            BatchChild decode = BatchChild.Run(program, ["-d", "-f", "-k", packed]).Good(name);
            Line(name, bpe, megabytes, encode, decode);
            File.Delete(packed);
        }

        BatchBench.Remove(folder);
    }

    private static byte[] Codes(ReadOnlySpan<float> values)
    {
        (float low, float high) = (float.MaxValue, float.MinValue);
        foreach (float v in values)
        {
            (low, high) = (Math.Min(low, v), Math.Max(high, v));
        }

        float scale = 255 / Math.Max(high - low, float.Epsilon);
        byte[] codes = new byte[values.Length];
        for (int i = 0; i < codes.Length; i++)
        {
            codes[i] = (byte)MathF.Round((values[i] - low) * scale);
        }

        return codes;
    }

    private static void Line(string name, double bpe, double megabytes, BatchChild encode, BatchChild decode) => Console.WriteLine(
        $"{name,-34} {bpe,7:F3} | {megabytes / encode.Seconds,8:F2} {megabytes / encode.CpuSeconds,9:F2} {encode.Busy,7:P0} | {megabytes / decode.Seconds,8:F2} {megabytes / decode.CpuSeconds,9:F2} {decode.Busy,7:P0}");
}
