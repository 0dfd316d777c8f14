using System.Diagnostics;

namespace VideoFeat.Benchmarks;

/// <summary>User and system time of this process.</summary>
internal static class CpuTime
{
    /// <summary>The least of several runs, in seconds: other work on the machine makes each longer, none shorter.</summary>
    /// <param name="seconds">Runs go on for so long, and are four at least.</param>
    /// <param name="work">What is measured.</param>
    public static double Least(double seconds, Action work)
    {
        using Process self = Process.GetCurrentProcess();
        double least = double.MaxValue;
        var clock = Stopwatch.StartNew();
        for (int run = 0; run < 4 || clock.Elapsed.TotalSeconds < seconds; run++)
        {
            self.Refresh();
            TimeSpan start = self.TotalProcessorTime;
            work();
            self.Refresh();
            least = Math.Min(least, (self.TotalProcessorTime - start).TotalSeconds);
        }

        return least;
    }
}
