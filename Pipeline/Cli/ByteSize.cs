using System.Globalization;

namespace VideoFeat.Cli;

/// <summary>Bytes as people write them.</summary>
internal static class ByteSize
{
    private const string Units = "KMGT";

    /// <summary>256M, 1G, 4096: powers of 1024.</summary>
    /// <exception cref="ArgumentException">None of these; the message names the flag.</exception>
    public static long Read(string flag, string text)
    {
        int unit = text.Length == 0 ? -1 : Units.IndexOf(char.ToUpperInvariant(text[^1]), StringComparison.Ordinal);
        string number = unit < 0 ? text : text[..^1];
        return long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long value) && value > 0 && value <= long.MaxValue >> (10 * (unit + 1))
            ? value << (10 * (unit + 1))
            : throw new ArgumentException($"{flag} is '{text}'; a number of bytes is expected, such as 256M or 1G.");
    }

    public static string Text(long bytes) => bytes switch
    {
        >= 1L << 40 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 40):F2} TiB"),
        >= 1L << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):F2} GiB"),
        >= 1L << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 20):F1} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes:N0} bytes"),
    };
}
