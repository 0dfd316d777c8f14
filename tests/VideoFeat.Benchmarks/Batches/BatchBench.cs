using System.Globalization;
using System.Text.Json;

namespace VideoFeat.Benchmarks.Batches;

/// <summary>A dataset of many real items: coding, verifying, decoding; size, speed, and the most memory at a moment.</summary>
internal static class BatchBench
{
    public static string[] Options { get; } = ["--items 200", "--codings lossless,qp22,near-fast,light8", "--folder out/batch", "--decode 1", "--jobs 2"];

    public static void Run(BenchArguments given)
    {
        int items = (int)given.Number("--items", 200);
        string folder = given.Word("--folder", "out/batch");
        string jobs = given.Word("--jobs", Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture));
        string sources = Path.Combine(folder, $"items-{items}");
        long bytes = KitItems.Write(sources, items);
        Console.WriteLine($"{items} items, {bytes / 1e9:F2} GB of float32, {jobs} jobs; MB are of float32, CPU is of all processes");
        Console.WriteLine($"{"",-10} {"bpe",7} {"ratio",7} | {"encode",24} | {"peak",8} | {"verify",8} {"decode",8} {"peak",8}");
        Console.WriteLine($"{"",-10} {"",7} {"",7} | {"MB/s",7} {"MB/CPU-s",9} {"busy",6} | {"MB",8} | {"MB/s",8} {"MB/s",8} {"MB",8}");
        foreach (BatchCoding coding in BatchCoding.Of(given.Word("--codings", "lossless,qp22,near-fast,light8")))
        {
            Run(coding, sources, Path.Combine(folder, $"dataset-{items}-{coding.Name}"), Path.Combine(folder, "back"), bytes, jobs, given.Number("--decode", 1) > 0);
        }
    }

    private static void Run(BatchCoding coding, string sources, string dataset, string back, long bytes, string jobs, bool decode)
    {
        double megabytes = bytes / 1e6;
        Remove(dataset);
        BatchChild encode = BatchChild.Videofeat(["batch", "encode", sources, "-o", dataset, "--json", "--jobs", jobs, .. coding.Flags]).Good(coding.Name);
        using JsonDocument report = JsonDocument.Parse(encode.Output);
        BatchChild verify = BatchChild.Videofeat("batch", "verify", dataset, "--jobs", jobs, "--json").Good(coding.Name);
        BatchChild? decoded = decode ? BatchChild.Videofeat("batch", "decode", dataset, "-o", back, "--jobs", jobs, "--json").Good(coding.Name) : null;
        Remove(back);
        double coded = report.RootElement.GetProperty("codedBytes").GetInt64() / 1e6;
        Console.WriteLine(
            $"{coding.Name,-10} {report.RootElement.GetProperty("bitsPerElement").GetDouble(),7:F3} {megabytes / coded,6:F1}x | {megabytes / encode.Seconds,7:F1} {megabytes / encode.CpuSeconds,9:F1} {encode.Busy,6:P0} | "
            + $"{encode.PeakBytes / 1e6,8:F0} | {megabytes / verify.Seconds,8:F1} {(decoded is null ? "" : $"{megabytes / decoded.Seconds:F1}"),8} {Math.Max(verify.PeakBytes, decoded?.PeakBytes ?? 0) / 1e6,8:F0}");
        Remove(dataset);
    }

    internal static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
