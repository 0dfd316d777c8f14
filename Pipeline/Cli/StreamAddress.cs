using System.Net;

namespace VideoFeat.Cli;

/// <summary>Where a stream goes, as the user writes it.</summary>
internal static class StreamAddress
{
    /// <summary>Reads rtp://ADDRESS:PORT or srtp://ADDRESS:PORT.</summary>
    /// <exception cref="ArgumentException">Anything else; the message names the flag.</exception>
    public static (IPEndPoint Endpoint, bool Secure) Parse(string flag, string text)
    {
        bool secure = text.StartsWith("srtp://", StringComparison.OrdinalIgnoreCase);
        int at = text.IndexOf("://", StringComparison.Ordinal);
        return (secure || text.StartsWith("rtp://", StringComparison.OrdinalIgnoreCase))
            && IPEndPoint.TryParse(text[(at + 3)..].TrimEnd('/'), out IPEndPoint? endpoint) && endpoint.Port > 0
            ? (endpoint, secure)
            : throw new ArgumentException($"{flag} is '{text}'; allowed are rtp://ADDRESS:PORT and srtp://ADDRESS:PORT, the address as numbers.");
    }
}
