using System.Net;
using VideoFeat.Bridges.Live;

namespace VideoFeat.Cli;

/// <summary>Where a stream goes or comes from, as the user writes it: RTP of our own, or a session of libavformat.</summary>
internal sealed record StreamAddress
{
    private StreamAddress()
    {
    }

    /// <summary>Address and port of RTP; null for a session of libavformat.</summary>
    public IPEndPoint? Rtp { get; private init; }

    /// <summary>RTP under a key.</summary>
    public bool Secure { get; private init; }

    /// <summary>The session of libavformat; null for RTP.</summary>
    public LiveAddress? Live { get; private init; }

    /// <summary>True for anything of the form SCHEME://…</summary>
    public static bool LooksLikeOne(string text) => text.Contains("://", StringComparison.Ordinal);

    /// <summary>Reads rtp://ADDRESS:PORT, srtp://ADDRESS:PORT, rtsp://…, srt://…, udp://….</summary>
    /// <exception cref="ArgumentException">Anything else; the message names the flag, and holds no secret.</exception>
    public static StreamAddress Parse(string flag, string text)
    {
        if (LiveAddress.IsOne(text))
        {
            try
            {
                return new StreamAddress { Live = LiveAddress.Parse(text) };
            }
            catch (ArgumentException e)
            {
                throw new ArgumentException($"{flag}: {e.Message}", e);
            }
        }

        bool secure = text.StartsWith("srtp://", StringComparison.OrdinalIgnoreCase);
        int at = text.IndexOf("://", StringComparison.Ordinal);
        return (secure || text.StartsWith("rtp://", StringComparison.OrdinalIgnoreCase))
            && IPEndPoint.TryParse(text[(at + 3)..].TrimEnd('/'), out IPEndPoint? endpoint) && endpoint.Port > 0
            ? new StreamAddress { Rtp = endpoint, Secure = secure }
            : throw new ArgumentException(
                $"{flag} is '{text}'; allowed are rtp://ADDRESS:PORT and srtp://ADDRESS:PORT, the address as numbers, rtsp://HOST[:PORT]/PATH, srt://HOST:PORT, udp://HOST:PORT.");
    }

    public override string ToString() => Live is not null ? $"{Live}" : $"{Rtp}";
}
