using System.Diagnostics;
using System.Security.Cryptography;

namespace VideoFeat.Benchmarks.Batches;

/// <summary>SIGKILL at random instants of a batch run, gone on with each time: the dataset must be that of a run without interruption, and nothing else be left.</summary>
internal static class KillBench
{
    public static string[] Options { get; } = ["--kills 50", "--items 60", "--folder out/batch-kill"];

    public static void Run(BenchArguments given)
    {
        int wanted = (int)given.Number("--kills", 50);
        int items = (int)given.Number("--items", 60);
        string folder = given.Word("--folder", "out/batch-kill");
        BatchBench.Remove(folder);
        KitItems.Write(Path.Combine(folder, "items"), items);
        string[] Encode(string name) => ["batch", "encode", Path.Combine(folder, "items"), "-o", Path.Combine(folder, name), "--lossless", "--encoder", "libx265", "--shard-items", "2", "--json"];
        BatchChild whole = BatchChild.Videofeat(Encode("whole")).Good("the whole run");
        string[] expected = Digests(Path.Combine(folder, "whole"));
        var random = new Random(1);
        (int kills, int datasets, int wrong) = (0, 0, 0);
        while (kills < wanted)
        {
            using Process process = BatchChild.Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "videofeat.dll"), .. Encode("killed")]);
            _ = process.StandardOutput.ReadToEndAsync();
            if (!process.WaitForExit(random.Next(50, (int)(whole.Seconds * 500))))
            {
                process.Kill();
                process.WaitForExit();
                kills++;
                continue;
            }

            (datasets, wrong) = Compare(folder, expected, process.ExitCode, datasets, wrong);
        }

        BatchChild last = BatchChild.Videofeat(Encode("killed"));
        (datasets, wrong) = Compare(folder, expected, last.Status, datasets, wrong);
        Console.WriteLine($"{kills} kills at random instants, {datasets} datasets of {items} items in {expected.Length} files finished in spite of them: {datasets - wrong} byte for byte that of a run without interruption, {wrong} not");
        BatchBench.Remove(folder);
    }

    private static (int Datasets, int Wrong) Compare(string folder, string[] expected, int status, int datasets, int wrong)
    {
        string killed = Path.Combine(folder, "killed");
        bool same = status == 0 && Digests(killed).SequenceEqual(expected);
        BatchBench.Remove(killed);
        return (datasets + 1, wrong + (same ? 0 : 1));
    }

    private static string[] Digests(string folder) =>
        [.. Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).Select(f => $"{Path.GetFileName(f)} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(f)))}")];
}
