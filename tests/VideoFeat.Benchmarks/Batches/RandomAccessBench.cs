using System.Diagnostics;
using System.Globalization;
using VideoFeat.Bridges.Files.Arrays;
using VideoFeat.Datasets;
using VideoFeat.Packing;

namespace VideoFeat.Benchmarks.Batches;

/// <summary>Items of a dataset in random order, beside a .npz and a zstd file for each; then all in order.</summary>
internal static class RandomAccessBench
{
    public static string[] Options { get; } = ["--items 300", "--reads 1000", "--codings near-fast,lossless,light8", "--folder out/batch"];

    public static void Run(BenchArguments given)
    {
        int items = (int)given.Number("--items", 300);
        int reads = (int)given.Number("--reads", 1000);
        string folder = given.Word("--folder", "out/batch");
        string sources = Path.Combine(folder, $"items-{items}");
        long bytes = KitItems.Write(sources, items);
        string[] files = [.. Directory.EnumerateFiles(sources, "*.npy", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        Console.WriteLine($"{reads} random reads of {items} items of {bytes / 1e6 / items:F2} MB each of float32, one thread, files in the page cache; then all items in order");
        Console.WriteLine($"{"",-22} {"bytes/item",11} {"median ms",10} {"p99 ms",9} {"in order MB/s",14} {"2 threads",10} {"Python",9}");
        Files(files, Path.Combine(folder, "npz"), "npz, deflated", bytes, reads, Npz, Read);
        Files(files, Path.Combine(folder, "zst"), "zstd -3 of the floats", bytes, reads, Pack(3, shuffle: false), Unpack(shuffle: false));
        Files(files, Path.Combine(folder, "szst"), "shuffle + zstd -3", bytes, reads, Pack(3, shuffle: true), Unpack(shuffle: true));
        foreach (BatchCoding coding in BatchCoding.Of(given.Word("--codings", "near-fast,lossless,light8")))
        {
            Dataset(coding, sources, Path.Combine(folder, $"access-{coding.Name}"), bytes, reads);
        }
    }

    private static void Dataset(BatchCoding coding, string sources, string folder, long bytes, int reads)
    {
        BatchBench.Remove(folder);
        BatchChild.Videofeat(["batch", "encode", sources, "-o", folder, "--json", .. coding.Flags]).Good(coding.Name);
        using FeatureDataset dataset = FeatureDataset.Open(folder);
        long coded = dataset.Manifest.Shards.Sum(s => s.Bytes);
        Random random = new(1);
        (double median, double p99) = Timed(reads, () =>
        {
            using FeatureSet set = dataset[random.Next(dataset.Count)];
        });
        double one = Seconds(() =>
        {
            foreach (FeatureSet set in dataset)
            {
                set.Dispose();
            }
        });
        double two = Seconds(() =>
        {
            foreach (FeatureSet set in dataset.ReadAsync(ahead: 2).ToBlockingEnumerable())
            {
                set.Dispose();
            }
        });
        Line($"dataset, {coding.Name}", coded / dataset.Count, median, p99, bytes / 1e6 / one, bytes / 1e6 / two, coding.Name is "lossless" or "qp22" or "qp32" ? Python(folder, bytes) : double.NaN);
        BatchBench.Remove(folder);
    }

    // The reader in Python is of this repository and reads HEVC; where NumPy or PyAV is missing there is no figure.
    private static double Python(string folder, long bytes)
    {
        if (!File.Exists("/usr/bin/python3") || !Directory.Exists("python/videofeat"))
        {
            return double.NaN;
        }

        const string Script = """
            import sys, time
            sys.path.insert(0, 'python')
            import videofeat
            d = videofeat.Dataset(sys.argv[1])
            s = time.perf_counter()
            for i in range(len(d)):
                d[i]
            print(time.perf_counter() - s)
            """;
        BatchChild child = BatchChild.Run("/usr/bin/python3", ["-c", Script, folder]);
        return child.Status == 0 && double.TryParse(child.Output, CultureInfo.InvariantCulture, out double seconds) ? bytes / 1e6 / seconds : double.NaN;
    }

    private static void Files(string[] sources, string folder, string name, long bytes, int reads, Action<FeatureTensor, string> write, Action<string> read)
    {
        Directory.CreateDirectory(folder);
        string[] files = new string[sources.Length];
        for (int i = 0; i < files.Length; i++)
        {
            files[i] = Path.Combine(folder, $"{i:D6}.npz");
            using FeatureTensor tensor = NpyFile.Read(sources[i]);
            write(tensor, files[i]);
        }

        Random random = new(1);
        (double median, double p99) = Timed(reads, () => read(files[random.Next(files.Length)]));
        double one = Seconds(() => Array.ForEach(files, read));
        Line(name, files.Sum(f => new FileInfo(f).Length) / files.Length, median, p99, bytes / 1e6 / one, double.NaN, double.NaN);
        BatchBench.Remove(folder);
    }

    private static void Npz(FeatureTensor tensor, string path)
    {
        using var set = new FeatureSet(tensor);
        NpzFile.Write(path, set, compress: true);
    }

    private static void Read(string path) => NpzFile.Read(path).Dispose();

    private static Action<FeatureTensor, string> Pack(int level, bool shuffle) => (tensor, path) =>
    {
        byte[] bytes = shuffle ? Shuffled(tensor.Bytes) : tensor.Bytes.ToArray();
        File.WriteAllBytes(path, [.. BitConverter.GetBytes(bytes.Length), .. Zstd.Compress(bytes, level)]);
    };

    private static Action<string> Unpack(bool shuffle) => path =>
    {
        byte[] packed = File.ReadAllBytes(path);
        byte[] bytes = new byte[BitConverter.ToInt32(packed)];
        Zstd.Decompress(packed.AsSpan(4), bytes);
        if (shuffle)
        {
            byte[] back = new byte[bytes.Length];
            int plane = bytes.Length / 4;
            for (int b = 0; b < 4; b++)
            {
                for (int i = 0; i < plane; i++)
                {
                    back[(4 * i) + b] = bytes[(b * plane) + i];
                }
            }
        }
    };

    internal static byte[] Shuffled(ReadOnlySpan<byte> bytes)
    {
        byte[] shuffled = new byte[bytes.Length];
        int plane = bytes.Length / 4;
        for (int b = 0; b < 4; b++)
        {
            for (int i = 0; i < plane; i++)
            {
                shuffled[(b * plane) + i] = bytes[(4 * i) + b];
            }
        }

        return shuffled;
    }

    private static (double Median, double P99) Timed(int reads, Action read)
    {
        double[] times = new double[reads];
        for (int i = -20; i < reads; i++)
        {
            long start = Stopwatch.GetTimestamp();
            read();
            if (i >= 0)
            {
                times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            }
        }

        Array.Sort(times);
        return (times[reads / 2], times[Math.Min(reads - 1, reads * 99 / 100)]);
    }

    private static double Seconds(Action work)
    {
        long start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static void Line(string name, long itemBytes, double median, double p99, double one, double two, double python) =>
        Console.WriteLine($"{name,-22} {itemBytes,11:N0} {median,10:F2} {p99,9:F2} {one,14:F0} {Figure(two),10} {Figure(python),9}");

    private static string Figure(double value) => double.IsNaN(value) ? "-" : value.ToString("F0", CultureInfo.InvariantCulture);
}
