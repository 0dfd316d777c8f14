using System.Globalization;
using VideoFeat.Bridges.Rtp.Secure;
using VideoFeat.Packing;

namespace VideoFeat.Bridges.Rtp.Sdp;

/// <summary>The lines of one section of SDP, as far as they are used: the session's, or a medium's.</summary>
internal sealed class SdpSection
{
    private const int MaxTypes = 64;

    private readonly Dictionary<int, string> _encodings = [];
    private readonly Dictionary<int, string> _formats = [];
    private readonly List<(string Type, string Feedback)> _feedback = [];

    public string Media { get; init; } = "";

    public int Line { get; init; }

    public string? Name { get; private set; }

    public (string Value, int Line)? Connection { get; private set; }

    public SrtpKey? Key { get; private set; }

    public bool Multiplexed { get; private set; }

    public int? ControlPort { get; private set; }

    public uint? Ssrc { get; private set; }

    public int? H265Type => Media.StartsWith("video ", StringComparison.Ordinal) ? TypeOf("H265", _ => true) : null;

    public int? TypeOf(string encoding, Func<int, bool> accept)
    {
        foreach ((int type, string name) in _encodings)
        {
            if (name.Equals(encoding, StringComparison.OrdinalIgnoreCase) && accept(type))
            {
                return type;
            }
        }

        return null;
    }

    public bool HasFeedback(int type, string feedback) => _feedback.Contains(($"{type}", feedback)) || _feedback.Contains(("*", feedback));

    /// <summary>The format parameters of a payload type; names in lower case.</summary>
    public Dictionary<string, string> Parameters(int type)
    {
        var parameters = new Dictionary<string, string>();
        foreach (string part in _formats.GetValueOrDefault(type, "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            parameters.TryAdd((equals < 0 ? part : part[..equals]).ToLowerInvariant(), equals < 0 ? "" : part[(equals + 1)..]);
        }

        return parameters;
    }

    public void Take(char letter, string value, int line)
    {
        switch (letter)
        {
            case 's':
                Name ??= SdpReader.Shown(value);
                break;
            case 'c':
                Connection ??= (value, line);
                break;
            case 'a':
                int colon = value.IndexOf(':', StringComparison.Ordinal);
                TakeAttribute(colon < 0 ? value : value[..colon], colon < 0 ? "" : value[(colon + 1)..], line);
                break;
            default:
                break;
        }
    }

    private static (string First, string Others) Cut(string text)
    {
        int space = text.IndexOf(' ', StringComparison.Ordinal);
        return space < 0 ? (text, "") : (text[..space], text[(space + 1)..].Trim());
    }

    private void TakeAttribute(string name, string value, int line)
    {
        (string first, string rest) = Cut(value);
        switch (name)
        {
            case "rtpmap":
                TakeMap(SdpReader.Number(first, 0, 127, "payload type", line), rest, line);
                break;
            case "fmtp":
                if (_formats.Count < MaxTypes)
                {
                    _formats.TryAdd(SdpReader.Number(first, 0, 127, "payload type", line), rest);
                }

                break;
            case "rtcp-fb":
                if (_feedback.Count < MaxTypes)
                {
                    _feedback.Add((first, rest));
                }

                break;
            case "rtcp-mux":
                Multiplexed = true;
                break;
            case "rtcp":
                ControlPort ??= SdpReader.Number(first, 1, 65535, "RTCP port", line);
                break;
            case "ssrc":
                if (uint.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out uint ssrc))
                {
                    Ssrc ??= ssrc;
                }

                break;
            case "crypto":
                TakeCrypto(rest, line);
                break;
            default:
                break;
        }
    }

    // a=rtpmap:96 H265/90000
    private void TakeMap(int type, string encoding, int line)
    {
        string[] parts = encoding.Split('/');
        if (parts[0].Equals("H265", StringComparison.OrdinalIgnoreCase) && (parts.Length < 2 || parts[1] != $"{SessionDescription.ClockRate}"))
        {
            throw new FeatureFormatException($"SDP line {line}: a=rtpmap:{type} is '{SdpReader.Shown(encoding)}'; H265/{SessionDescription.ClockRate} is required.");
        }

        if (_encodings.Count < MaxTypes)
        {
            _encodings.TryAdd(type, parts[0]);
        }
    }

    // a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:...; the first whose suite is known counts (RFC 4568, 5.1.2).
    private void TakeCrypto(string text, int line)
    {
        if (Key is not null || !SuiteFacts.All.Any(f => text.StartsWith(f.Name + " ", StringComparison.Ordinal)))
        {
            return;
        }

        try
        {
            Key = SrtpKey.Parse(text);
        }
        catch (FeatureFormatException e)
        {
            throw new FeatureFormatException($"SDP line {line}: {e.Message}", e);
        }
    }
}
