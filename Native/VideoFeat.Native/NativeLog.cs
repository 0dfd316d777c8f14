using System.Text;
using VideoFeat.Native.Interop;

namespace VideoFeat.Native;

/// <summary>libav's own log, kept in a ring of 64 lines for the whole process and never on stderr unless asked.</summary>
public static unsafe class NativeLog
{
    private const int LineBytes = 256;

    /// <summary>Chooses what is kept.</summary>
    /// <param name="level">libav's level: 16 errors, 24 warnings (default), 32 information, 48 debugging.</param>
    /// <param name="toStandardError">Also writes the lines to stderr; encoders opened later then let x265 write there as well.</param>
    public static void Configure(int level, bool toStandardError) =>
        NativeMethods.vf_log_configure(level, toStandardError ? 1 : 0);

    /// <summary>Takes the lines that have come since, oldest first.</summary>
    public static IReadOnlyList<string> Drain()
    {
        var lines = new List<string>();
        byte* line = stackalloc byte[LineBytes];
        for (int length; (length = NativeMethods.vf_log_read(line, LineBytes)) > 0;)
        {
            lines.Add(Encoding.UTF8.GetString(line, length));
        }
        return lines;
    }
}
