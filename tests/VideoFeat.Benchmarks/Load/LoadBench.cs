using System.Diagnostics;

namespace VideoFeat.Benchmarks.Load;

/// <summary>Many streams at once for a long time: sets that came, and whether memory, threads or handles grow.</summary>
internal static class LoadBench
{
    public static readonly string[] Options =
    [
        "--streams 16", "--minutes 10", "--rate 5", "--kbps 0", "--processes one|each", "--role", "--stream", "--sdp",
    ];

    private const int SampleSeconds = 15, SamplesPerLine = 4;

    public static void Run(BenchArguments given)
    {
        double rate = given.Number("--rate", 5), link = given.Number("--kbps", 0);
        if (given.Word("--role", "") is { Length: > 0 } role)
        {
            LoadChild.RunAsync(role, (int)given.Number("--stream", 0), given.Word("--sdp", ""), rate, link).GetAwaiter().GetResult();
            return;
        }

        int streams = (int)given.Number("--streams", 16);
        double minutes = given.Number("--minutes", 10);
        bool each = given.Word("--processes", "one") == "each";
        Console.WriteLine(
            $"\n{streams} streams of {LoadStream.Features.Shape}, {(rate > 0 ? $"{rate} sets/s each" : "as fast as they may")}{(link > 0 ? $", links of {link} kbit/s" : "")}, "
            + $"{minutes} minutes, {(each ? "two processes a stream" : "one process")}; {string.Join(", ", Enumerable.Range(0, Math.Min(4, streams)).Select(i => LoadStream.Kind(i).Name))} by turns");
        RunAsync(each ? new LoadOutside(streams, rate, link) : new LoadInside(streams, rate, link), minutes).GetAwaiter().GetResult();
    }

    private static async Task RunAsync(ILoad load, double minutes)
    {
        await using (load)
        {
            Console.WriteLine($"{"minute",8}{"sets/s",9}{"sent",10}{"intact",10}{"lost",8}{"wrong",7}{"again",8}{"memory MB",11}{"private MB",12}{"heap MB",9}{"threads",9}{"handles",9}{"cores",7}");
            var clock = Stopwatch.StartNew();
            List<Resources> samples = [];
            (Resources At, LoadCounts Counts) line = (Resources.Of(load.Processes, 0, 0), default);
            using var timer = new PeriodicTimer(TimeSpan.FromSeconds(SampleSeconds));
            while (clock.Elapsed.TotalMinutes < minutes && await timer.WaitForNextTickAsync())
            {
                (LoadCounts counts, long heap) = load.Read();
                Resources now = Resources.Of(load.Processes, clock.Elapsed.TotalSeconds, heap);
                samples.Add(now);
                if (samples.Count % SamplesPerLine == 0)
                {
                    Print(counts, now, line);
                    line = (now, counts);
                }
            }

            LoadCounts all = await load.StopAsync();
            PrintSlopes(samples);
            Console.WriteLine($"  in the end: {all.Sent} sent, {all.Intact} intact, {all.Sent - all.Intact} not, {all.Wrong} wrong");
        }
    }

    private static void Print(LoadCounts c, Resources now, (Resources At, LoadCounts Counts) before)
    {
        double seconds = now.Seconds - before.At.Seconds;
        Console.WriteLine(
            $"{now.Seconds / 60,8:F1}{(c.Intact - before.Counts.Intact) / seconds,9:F1}{c.Sent,10}{c.Intact,10}{c.Lost,8}{c.Wrong,7}{c.Retransmitted,8}"
            + $"{now.WorkingSet / 1e6,11:F1}{now.Private / 1e6,12:F1}{now.Heap / 1e6,9:F2}{now.Threads,9}{now.Handles,9}{(now.CpuSeconds - before.At.CpuSeconds) / seconds,7:F2}");
    }

    // The first fifth warms up: code is compiled in tiers, pools fill.
    private static void PrintSlopes(List<Resources> samples)
    {
        Resources[] warm = [.. samples.Skip(Math.Max(4, samples.Count / 5))];
        if (warm.Length < 8)
        {
            Console.WriteLine("  too few samples for slopes");
            return;
        }

        foreach ((string name, string unit, Func<Resources, double> value) in new (string, string, Func<Resources, double>)[]
        {
            ("memory", "MB", r => r.WorkingSet / 1e6),
            ("private", "MB", r => r.Private / 1e6),
            ("heap", "MB", r => r.Heap / 1e6),
            ("threads", "", r => r.Threads),
            ("handles", "", r => r.Handles),
        })
        {
            Slope slope = Slope.Of([.. warm.Select(r => (r.Seconds, value(r)))]);
            Console.WriteLine(
                $"  {name,-8} mean {slope.Mean,8:F2} {unit,-2}  slope {slope.PerHour,8:+0.000;-0.000} +- {slope.Margin:F3} an hour over the last {slope.Hours * 60:F1} minutes: "
                + (slope.IsFlat ? "flat" : $"grew by {slope.PerHour * slope.Hours / slope.Mean:P2}"));
        }
    }
}
