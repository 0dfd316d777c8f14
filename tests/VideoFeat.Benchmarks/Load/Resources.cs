using System.Diagnostics;
using System.Globalization;

namespace VideoFeat.Benchmarks.Load;

/// <summary>What processes hold at a moment.</summary>
/// <param name="Seconds">Since the start.</param>
/// <param name="WorkingSet">Bytes resident, of all processes.</param>
/// <param name="Private">Of them, those that are not pages of files: code that is touched for the first time does not count.</param>
/// <param name="Heap">Managed bytes alive after a full collection.</param>
/// <param name="Threads">Of all processes.</param>
/// <param name="Handles">Of all processes: file descriptors, where the system is Linux.</param>
/// <param name="CpuSeconds">Used by all processes since they started.</param>
internal readonly record struct Resources(double Seconds, long WorkingSet, long Private, long Heap, int Threads, int Handles, double CpuSeconds)
{
    /// <summary>Live managed bytes of this process.</summary>
    public static long LiveHeap()
    {
        // Without a collection the heap is a saw whose teeth depend on the cache's size and may be minutes long: it would hide a leak and feign one.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    public static Resources Of(IEnumerable<Process> processes, double seconds, long heap)
    {
        var sum = new Resources(seconds, 0, 0, heap, 0, 0, 0);
        foreach (Process process in processes)
        {
            process.Refresh();
            string descriptors = $"/proc/{process.Id}/fd";
            sum = sum with
            {
                WorkingSet = sum.WorkingSet + process.WorkingSet64,
                Private = sum.Private + PrivateBytes(process),
                Threads = sum.Threads + process.Threads.Count,
                Handles = sum.Handles + (Directory.Exists(descriptors) ? Directory.GetFileSystemEntries(descriptors).Length : process.HandleCount),
                CpuSeconds = sum.CpuSeconds + process.TotalProcessorTime.TotalSeconds,
            };
        }

        return sum;
    }

    private static long PrivateBytes(Process process)
    {
        string status = $"/proc/{process.Id}/status";
        string? line = File.Exists(status) ? File.ReadLines(status).FirstOrDefault(l => l.StartsWith("RssAnon:", StringComparison.Ordinal)) : null;
        return line is null ? process.PrivateMemorySize64 : 1024 * long.Parse(line.Split(' ', '\t')[^2], CultureInfo.InvariantCulture);
    }
}
