using System.Diagnostics;
using VideoFeat.Benchmarks.Load;
using VideoFeat.Bridges.Rtp;
using VideoFeat.Tests.Rtp.Hostile;

namespace VideoFeat.Benchmarks;

/// <summary>Forged packets by the million against a live receiver over loopback: what came of them, of the true sets, and of memory.</summary>
internal static class HostileBench
{
    public static readonly string[] Options = ["--packets 10000000", "--seed 1", "--mode outside|spoofed|secured"];

    public static void Run(BenchArguments given)
    {
        long packets = (long)given.Number("--packets", 1e7);
        HostileMode[] modes = given.Word("--mode", "") is { Length: > 0 } mode ? [Enum.Parse<HostileMode>(mode, ignoreCase: true)] : Enum.GetValues<HostileMode>();
        foreach (HostileMode one in modes)
        {
            RunAsync(one, packets / modes.Length, (int)given.Number("--seed", 1)).GetAwaiter().GetResult();
        }
    }

    private static async Task RunAsync(HostileMode mode, long packets, int seed)
    {
        Console.WriteLine($"\n{mode}: {packets:N0} forged packets");
        Process[] self = [Process.GetCurrentProcess()];
        var clock = Stopwatch.StartNew();
        List<Resources> samples = [];
        double next = 0;
        await using var run = new HostileRun(mode, seed);
        HostileResult result = await run.RunAsync(packets, sent =>
        {
            if (sent >= packets * next)
            {
                next += 0.025;
                samples.Add(Resources.Of(self, clock.Elapsed.TotalSeconds, Resources.LiveHeap()));
            }
        });
        RtpReceiverStatistics n = result.Receiver;
        Console.WriteLine($"  {result.Packets / result.Seconds:N0} packets/s; of {result.Sent} true sets {result.Intact} came intact, {result.Lost} were said to be lost, wrong: {result.Wrong}; "
            + $"of the last {HostileRun.SetsAfter}, after the attack, {result.After}");
        Console.WriteLine(
            $"  {n.Datagrams:N0} datagrams: foreign {n.Foreign:N0}, malformed {n.Malformed:N0}, refused {n.Refused:N0}, late {n.Late:N0}, duplicate {n.Duplicates:N0}, "
            + $"taken as media {n.Packets:N0}, retransmission {n.Retransmitted:N0}, repaired {n.Repaired:N0}; sources {n.Sources:N0}, key requests {n.KeyRequests:N0}");
        Console.WriteLine($"  access units: {n.Units:N0} handed out; dropped {(n.Dropped.Count == 0 ? "none" : string.Join(", ", n.Dropped.OrderBy(d => d.Key).Select(d => $"{d.Key} {d.Value:N0}")))}");
        Resources start = samples[samples.Count / 5], end = samples[^1];
        Console.WriteLine(
            $"  held after a fifth of the packets, and at the end: memory {start.WorkingSet / 1e6:F1} and {end.WorkingSet / 1e6:F1} MB, heap {start.Heap / 1e6:F2} and {end.Heap / 1e6:F2} MB, "
            + $"threads {start.Threads} and {end.Threads}, handles {start.Handles} and {end.Handles}");
    }
}
