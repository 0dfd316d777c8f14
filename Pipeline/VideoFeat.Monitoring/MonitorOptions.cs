using System.Net;

namespace VideoFeat.Monitoring;

/// <summary>Where a receiver shows itself. Immutable; checked at <see cref="StreamMonitor.StartAsync"/>.</summary>
public sealed record MonitorOptions
{
    /// <summary>Fewest characters of a token: 16 of letters and digits are 95 bits, out of reach of guessing over a network.</summary>
    public const int MinTokenCharacters = 16;

    /// <summary>Most characters of a token: it travels in one header.</summary>
    public const int MaxTokenCharacters = 256;

    /// <summary>Address and port of the page; port 0 takes a free one. Null: no page.</summary>
    public IPEndPoint? Page { get; init; }

    /// <summary>What a browser or scraper must show; needed where <see cref="Page"/> is not loopback. Null: none.</summary>
    public string? Token { get; init; }

    /// <summary>An OpenTelemetry collector (http://HOST:4318); null: OTEL_EXPORTER_OTLP_ENDPOINT, or none where that is not set either.</summary>
    public Uri? Otlp { get; init; }

    /// <summary>What is received, as the page's headline says it.</summary>
    public string Title { get; init; } = "";

    /// <summary>Reads ADDRESS:PORT, the address as numbers (IPv6 in brackets) or <c>localhost</c>.</summary>
    /// <exception cref="ArgumentException">Anything else.</exception>
    public static IPEndPoint ParsePage(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        const string Localhost = "localhost:";
        string numbers = text.StartsWith(Localhost, StringComparison.OrdinalIgnoreCase) ? $"127.0.0.1:{text[Localhost.Length..]}" : text;

        // IPEndPoint takes an address without a port too.
        return IPEndPoint.TryParse(numbers, out IPEndPoint? endpoint) && numbers.EndsWith($":{endpoint.Port}", StringComparison.Ordinal)
            ? endpoint
            : throw new ArgumentException($"The monitor's address is '{text}'; allowed are ADDRESS:PORT, the address as numbers, and localhost:PORT.");
    }

    /// <summary>Checks what <see cref="StreamMonitor.StartAsync"/> will check, before anything is opened.</summary>
    /// <exception cref="ArgumentException">Something is out of range, or does not go together; the message says what.</exception>
    public void Validate()
    {
        if (Page is not null && Token is not null && (Token.Length is < MinTokenCharacters or > MaxTokenCharacters || !Token.All(c => c is > ' ' and < '\x7F')))
        {
            throw new ArgumentException(
                $"The monitor's token has {Token.Length} characters; allowed are {MinTokenCharacters} to {MaxTokenCharacters} visible ASCII characters without spaces.");
        }

        if (Page is not null && Token is null && !IPAddress.IsLoopback(Page.Address))
        {
            throw new ArgumentException($"The monitor's address {Page} can be reached from other machines: give it a token, or an address of 127.0.0.1.");
        }

        if (Otlp is not null && (!Otlp.IsAbsoluteUri || Otlp.Scheme is not ("http" or "https")))
        {
            throw new ArgumentException($"The collector's address is '{Otlp}'; allowed is http://HOST:PORT or https://HOST:PORT.");
        }
    }
}
