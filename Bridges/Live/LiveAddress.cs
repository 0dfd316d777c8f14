using System.Globalization;

namespace VideoFeat.Bridges.Live;

/// <summary>Where a session of libavformat goes: RTSP, or MPEG-TS over SRT or UDP. Its text never shows a password or passphrase.</summary>
public sealed class LiveAddress
{
    private const string Hidden = "***";
    private const int UdpBufferBytes = 4 << 20;

    // Seven packets of MPEG-TS: what fits an Ethernet frame, and what SRT sends at once.
    private const string TransportStreamPacketBytes = "1316";

    private static readonly string[] Schemes = ["rtsp", "srt", "udp"];
    private static readonly string[] SrtModes = ["caller", "listener", "rendezvous"];

    private readonly Uri _uri;
    private readonly Dictionary<string, string> _query;
    private readonly List<string> _secrets = [];

    private LiveAddress(Uri uri)
    {
        _uri = uri;
        _query = ReadQuery(uri.Query);
        if (uri.UserInfo.Length > 0)
        {
            AddSecret(uri.UserInfo);
            AddSecret(uri.UserInfo.Split(':', 2)[^1]);
        }

        if (Scheme == "srt" && _query.TryGetValue("passphrase", out string? passphrase))
        {
            AddSecret(passphrase);
        }

        string authority = uri.UserInfo.Length > 0 ? $"{uri.UserInfo}@{uri.Authority}" : uri.Authority;
        string path = Scheme == "rtsp" ? uri.PathAndQuery : "";
        Url = $"{Scheme}://{authority}{path}";
    }

    /// <summary>rtsp, srt or udp.</summary>
    public string Scheme => _uri.Scheme;

    /// <summary>libavformat's name of the format.</summary>
    internal string Format => Scheme == "rtsp" ? "rtsp" : "mpegts";

    /// <summary>The whole address for libavformat, user and password included.</summary>
    internal string Url { get; }

    /// <summary>True where the text has one of the schemes that libavformat carries.</summary>
    public static bool IsOne(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Schemes.Any(s => text.StartsWith(s + "://", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Reads rtsp://[USER:PASSWORD@]HOST[:PORT]/PATH, srt://HOST:PORT[?mode=…&amp;passphrase=…&amp;latency=MILLISECONDS&amp;streamid=…], udp://HOST:PORT.</summary>
    /// <exception cref="ArgumentException">Anything else; the message holds no secret.</exception>
    public static LiveAddress Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!IsOne(text) || !Uri.TryCreate(text.Replace("://@", "://", StringComparison.Ordinal), UriKind.Absolute, out Uri? uri) || uri.Host.Length == 0)
        {
            throw new ArgumentException("the address is not one of rtsp://HOST[:PORT]/PATH, srt://HOST:PORT[?mode=caller|listener], udp://HOST:PORT.");
        }

        var address = new LiveAddress(uri);
        address.Check();
        return address;
    }

    /// <summary>The address as it may be shown.</summary>
    public override string ToString() => Redact($"{_uri.Scheme}://{(_uri.UserInfo.Length > 0 ? Hidden + "@" : "")}{_uri.Authority}{_uri.PathAndQuery}");

    /// <summary>A message of libavformat without the secrets of this address.</summary>
    internal string Redact(string message)
    {
        foreach (string secret in _secrets)
        {
            message = message.Replace(secret, Hidden, StringComparison.Ordinal);
        }

        return message;
    }

    /// <summary>Options for libavformat's muxer and its protocol.</summary>
    internal List<KeyValuePair<string, string>> SendOptions(LiveOptions options)
    {
        List<KeyValuePair<string, string>> list = Scheme switch
        {
            "rtsp" => [Transport(options), new("rtpflags", "send_bye")],
            "udp" => [new("pkt_size", TransportStreamPacketBytes), new("buffer_size", $"{UdpBufferBytes}"), new("ttl", $"{options.TimeToLive}")],
            _ => SrtOptions(),
        };
        if (Format == "mpegts")
        {
            // A receiver that joins finds the tables at every key picture.
            list.Add(new("mpegts_flags", "+pat_pmt_at_frames+initial_discontinuity"));
        }

        AddInterface(list, options);
        return list;
    }

    /// <summary>Options for libavformat's demuxer and its protocol; the session opens nothing but what belongs to it.</summary>
    internal List<KeyValuePair<string, string>> ReceiveOptions(LiveOptions options)
    {
        List<KeyValuePair<string, string>> list = Scheme switch
        {
            "rtsp" =>
            [
                Transport(options), new("allowed_media_types", "video"), new("buffer_size", $"{UdpBufferBytes}"),
                new("protocol_whitelist", "rtsp,rtp,udp,tcp"),
            ],
            "udp" => [new("buffer_size", $"{UdpBufferBytes}"), new("overrun_nonfatal", "1"), new("protocol_whitelist", "udp")],
            _ => [.. SrtOptions(), new("protocol_whitelist", "srt")],
        };
        list.Add(new("fflags", "+nobuffer"));
        AddInterface(list, options);
        return list;
    }

    private static KeyValuePair<string, string> Transport(LiveOptions options) =>
        new("rtsp_transport", options.Transport == LiveTransport.Tcp ? "tcp" : "udp");

    private void AddInterface(List<KeyValuePair<string, string>> list, LiveOptions options)
    {
        if (Scheme == "udp" && options.Interface is not null)
        {
            list.Add(new("localaddr", $"{options.Interface}"));
        }
    }

    private List<KeyValuePair<string, string>> SrtOptions()
    {
        List<KeyValuePair<string, string>> list = [new("payload_size", TransportStreamPacketBytes)];
        foreach ((string name, string value) in _query)
        {
            // Milliseconds, as everywhere with SRT; libavformat counts microseconds.
            list.Add(name == "latency" ? new("latency", $"{1000L * int.Parse(value, CultureInfo.InvariantCulture)}") : new(name, value));
        }

        return list;
    }

    private void Check()
    {
        if (Scheme == "rtsp")
        {
            return;
        }

        if (_uri.Port <= 0 || _uri.UserInfo.Length > 0)
        {
            throw new ArgumentException($"{this}: {Scheme} needs a port, and no user.");
        }

        string[] allowed = Scheme == "srt" ? ["mode", "passphrase", "pbkeylen", "latency", "streamid"] : [];
        foreach ((string name, string value) in _query)
        {
            string? fault = (name, value) switch
            {
                _ when !allowed.Contains(name) => $"allowed are {(allowed.Length == 0 ? "none" : string.Join(", ", allowed))}",
                ("mode", _) when !SrtModes.Contains(value) => $"it is '{value}'; allowed are {string.Join(", ", SrtModes)}",
                ("passphrase", _) when value.Length is < 10 or > 79 => $"it has {value.Length} characters; allowed are 10..79",
                ("pbkeylen", _) when value is not ("16" or "24" or "32") => $"it is '{value}'; allowed are 16, 24, 32",
                ("latency", _) when !int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int ms) || ms > 60_000 => $"it is '{value}'; allowed are 0..60000 ms",
                ("streamid", _) when value.Length > 512 => $"it has {value.Length} characters; allowed are 512",
                _ => null,
            };
            if (fault is not null)
            {
                throw new ArgumentException($"{this}: {Scheme} parameter '{name}': {fault}.");
            }
        }
    }

    private void AddSecret(string secret)
    {
        foreach (string form in new[] { secret, Uri.UnescapeDataString(secret), Uri.EscapeDataString(secret) })
        {
            if (form.Length > 0 && !_secrets.Contains(form))
            {
                _secrets.Add(form);
            }
        }
    }

    private static Dictionary<string, string> ReadQuery(string query) => query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(p => p.Split('=', 2))
        .GroupBy(p => p[0].ToLowerInvariant())
        .ToDictionary(g => g.Key, g => g.Last() is [_, string value] ? Uri.UnescapeDataString(value) : "");
}
