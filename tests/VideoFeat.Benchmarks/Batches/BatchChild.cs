using System.Diagnostics;
using System.Globalization;

namespace VideoFeat.Benchmarks.Batches;

/// <summary>A command run as a process of its own, and what it took.</summary>
/// <param name="Status">Exit status.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Seconds">From start to end.</param>
/// <param name="CpuSeconds">Of it and of its children.</param>
/// <param name="PeakBytes">Most memory that it had resident at a moment; 0 where the system does not say.</param>
internal sealed record BatchChild(int Status, string Output, double Seconds, double CpuSeconds, long PeakBytes)
{
    /// <summary>Share of the machine's cores that were at work, 0..1.</summary>
    public double Busy => CpuSeconds / Seconds / Environment.ProcessorCount;

    /// <summary>The command line of this build.</summary>
    public static BatchChild Videofeat(params string[] arguments) => Run("dotnet", [Path.Combine(AppContext.BaseDirectory, "videofeat.dll"), .. arguments]);

    public static BatchChild Run(string program, IReadOnlyList<string> arguments, int hoursLimit = 6)
    {
        double before = ChildTime.Seconds;
        var clock = Stopwatch.StartNew();
        using Process process = Start(program, arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        long peak = 0;
        while (!process.WaitForExit(200))
        {
            peak = Math.Max(peak, Peak(process.Id));
            if (clock.Elapsed.TotalHours > hoursLimit)
            {
                process.Kill(entireProcessTree: true);
                throw new TimeoutException($"{program} ran past {hoursLimit} hours.");
            }
        }

        return new BatchChild(process.ExitCode, output.Result, clock.Elapsed.TotalSeconds, ChildTime.Seconds - before, peak);
    }

    public static Process Start(string program, IReadOnlyList<string> arguments) => Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;

    /// <summary>Fails where the command did.</summary>
    public BatchChild Good(string what) => Status == 0 ? this : throw new InvalidOperationException($"{what} ended with {Status}; its own words stand above.");

    private static long Peak(int process)
    {
        try
        {
            string? line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : 1024 * long.Parse(line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0; // it has just ended
        }
    }
}
