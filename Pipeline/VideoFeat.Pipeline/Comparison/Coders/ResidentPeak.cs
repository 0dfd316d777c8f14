using System.Globalization;

namespace VideoFeat.Comparison.Coders;

/// <summary>The most resident memory of a process, as Linux tells it.</summary>
internal static class ResidentPeak
{
    private const string Own = "/proc/self/status";

    /// <summary>Lets our own peak start over; false where the system cannot.</summary>
    public static bool TryReset()
    {
        try
        {
            File.WriteAllText("/proc/self/clear_refs", "5");
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Our own peak in bytes; null where the system does not tell.</summary>
    public static long? OfThisProcess() => Of(Own);

    /// <summary>VmHWM of a status file in bytes; null where it cannot be read.</summary>
    public static long? Of(string statusFile)
    {
        try
        {
            foreach (string line in File.ReadLines(statusFile))
            {
                if (line.StartsWith("VmHWM:", StringComparison.Ordinal))
                {
                    return long.Parse(line.AsSpan(6).Trim().TrimEnd("kB").Trim(), CultureInfo.InvariantCulture) << 10;
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not Linux, or the process has just ended.
        }

        return null;
    }
}
