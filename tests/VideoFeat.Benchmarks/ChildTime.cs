using System.Runtime.InteropServices;

namespace VideoFeat.Benchmarks;

/// <summary>CPU time of ended child processes, which .NET cannot tell once they have ended; on Linux and macOS.</summary>
internal static partial class ChildTime
{
    private const int Children = -1;

    /// <summary>User and system seconds of all children that have ended and been waited for; NaN where the system has no such call.</summary>
    public static unsafe double Seconds
    {
        get
        {
            if (OperatingSystem.IsWindows())
            {
                return double.NaN;
            }

            // struct rusage opens with two struct timeval; 256 bytes hold all of it on every system we know.
            long* usage = stackalloc long[32];
            return GetUsage(Children, usage) == 0 ? usage[0] + usage[2] + ((usage[1] + usage[3]) * 1e-6) : double.NaN;
        }
    }

    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static unsafe partial int GetUsage(int who, long* usage);
}
