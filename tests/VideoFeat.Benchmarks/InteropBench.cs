using VideoFeat.Bridges;
using VideoFeat.Tests.Rtp.Interop;

namespace VideoFeat.Benchmarks;

/// <summary>Every way through FFmpeg and GStreamer with every way of coding: sets that came back exact, or why not.</summary>
internal static class InteropBench
{
    public static readonly string[] Options = ["--path name or part of it"];

    public static void Run(BenchArguments given)
    {
        Console.WriteLine($"\nfeature sets that came back bit for bit with their SEI, of {InteropRun.Sets} (FFmpeg's receiver holds the last access unit)\n");
        Console.WriteLine($"{"",-46}{string.Concat(InteropCase.All.Select(c => $"{c,18}"))}");
        int failed = 0;
        foreach (InteropPath path in InteropPath.All.Where(p => p.Name.Contains(given.Word("--path", ""), StringComparison.OrdinalIgnoreCase)))
        {
            Console.Write($"{path,-46}");
            List<string> faults = [];
            foreach (InteropCase coded in InteropCase.All)
            {
                string cell;
                try
                {
                    cell = $"{InteropRun.RunAsync(path, coded).GetAwaiter().GetResult()}/{InteropRun.Sets}";
                }
                catch (Exception e) when (e is InvalidOperationException or BridgeException or IOException or OperationCanceledException)
                {
                    faults.Add($"{coded}: {e.Message.ReplaceLineEndings(" ")}");
                    cell = $"no [{faults.Count}]";
                }

                Console.Write($"{cell,18}");
            }

            Console.WriteLine();
            faults.Select((f, i) => $"    [{i + 1}] {f}").ToList().ForEach(Console.WriteLine);
            failed += faults.Count;
        }

        Console.WriteLine(failed == 0 ? "\nall exact" : $"\n{failed} not exact");
    }
}
