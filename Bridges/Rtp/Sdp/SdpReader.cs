using System.Globalization;
using System.Net;
using VideoFeat.Bridges.Rtp.Secure;
using VideoFeat.Packing;

namespace VideoFeat.Bridges.Rtp.Sdp;

/// <summary>
/// Reads the SDP of one H.265 stream: the first video section that has H265 in its rtpmap. Strict on what it uses, and skips what it does not.
/// Safe on any text: everything is bounded first.
/// </summary>
internal static class SdpReader
{
    /// <summary>Longest SDP; parameter sets of H.265 take a few hundred bytes.</summary>
    public const int MaxCharacters = 64 * 1024;

    /// <summary>Longest decoded parameter set.</summary>
    public const int MaxParameterSetBytes = 4096;

    private const int MaxLines = 1000, MaxParameterSets = 16;

    public static SessionDescription Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > MaxCharacters)
        {
            throw new FeatureFormatException($"SDP: {text.Length} characters; allowed are at most {MaxCharacters}.");
        }

        string[] lines = text.Split('\n', MaxLines + 1);
        if (lines.Length > MaxLines)
        {
            throw new FeatureFormatException($"SDP: more than {MaxLines} lines.");
        }

        if (lines[0].TrimEnd('\r') != "v=0")
        {
            throw new FeatureFormatException($"SDP line 1: '{Shown(lines[0])}'; v=0 is required.");
        }

        var general = new SdpSection();
        SdpSection? media = null;
        for (int i = 1; i < lines.Length; i++)
        {
            string line = lines[i].TrimEnd('\r');
            if (line.Length == 0)
            {
                continue;
            }

            if (line.Length < 2 || line[1] != '=' || !char.IsAsciiLetterLower(line[0]))
            {
                throw new FeatureFormatException($"SDP line {i + 1}: '{Shown(line)}'; a letter and = are required.");
            }

            if (line[0] == 'm')
            {
                if (media is not null && media.H265Type is not null)
                {
                    break;
                }

                media = new SdpSection { Media = line[2..], Line = i + 1 };
                continue;
            }

            (media ?? general).Take(line[0], line[2..], i + 1);
        }

        if (media?.H265Type is null)
        {
            throw new FeatureFormatException("SDP: no video section with a=rtpmap:... H265/90000.");
        }

        return Describe(general, media);
    }

    /// <summary>A piece of outside text that is fit for one line of a message.</summary>
    internal static string Shown(string text)
    {
        string line = string.Concat(text.Take(60).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));
        return text.Length > 60 ? line + "..." : line;
    }

    internal static int Number(string text, int min, int max, string what, int line) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= min && value <= max
            ? value
            : throw new FeatureFormatException($"SDP line {line}: {what} is '{Shown(text)}'; allowed are {min}..{max}.");

    private static SessionDescription Describe(SdpSection general, SdpSection media)
    {
        // m=video 5004 RTP/AVP 96 97
        string[] words = media.Media.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 4 || words[0] != "video")
        {
            throw new FeatureFormatException($"SDP line {media.Line}: m= is '{Shown(media.Media)}'; m=video PORT PROFILE TYPE is required.");
        }

        int port = Number(words[1].Split('/')[0], 1, 65535, "port", media.Line);
        bool secure = words[2] switch
        {
            "RTP/AVP" or "RTP/AVPF" => false,
            "RTP/SAVP" or "RTP/SAVPF" => true,
            _ => throw new FeatureFormatException(
                $"SDP line {media.Line}: profile '{Shown(words[2])}'; allowed are RTP/AVP, RTP/AVPF, RTP/SAVP, RTP/SAVPF."),
        };
        (string connection, int line) = media.Connection ?? general.Connection ?? throw new FeatureFormatException("SDP: no c= line.");
        (IPAddress address, int? hops) = Address(connection, line);
        SrtpKey? key = media.Key ?? general.Key;
        if (secure != (key is not null))
        {
            throw new FeatureFormatException(secure
                ? $"SDP line {media.Line}: profile '{words[2]}' without an a=crypto line whose suite is known: {SuiteFacts.Names}."
                : $"SDP line {media.Line}: profile '{words[2]}' with an a=crypto line; RTP/SAVP or RTP/SAVPF is required.");
        }

        int type = media.H265Type!.Value;
        Dictionary<string, string> parameters = media.Parameters(type);
        return new SessionDescription
        {
            Address = address,
            Port = port,
            TimeToLive = hops,
            PayloadType = type,
            Multiplexed = media.Multiplexed,
            ExplicitControlPort = media.ControlPort,
            GenericNack = media.HasFeedback(type, "nack"),
            PictureLossIndication = media.HasFeedback(type, "nack pli"),
            FullIntraRequest = media.HasFeedback(type, "ccm fir"),
            RetransmissionPayloadType = media.TypeOf("rtx", t => media.Parameters(t).GetValueOrDefault("apt") == $"{type}"),
            RepairPayloadType = media.TypeOf("flexfec", _ => true),
            MediaSsrc = media.Ssrc,
            MaxDonDifference = parameters.TryGetValue("sprop-max-don-diff", out string? difference)
                ? Number(difference, 0, 32767, "sprop-max-don-diff", media.Line) : 0,
            Vps = Sets(parameters, "sprop-vps", media.Line),
            Sps = Sets(parameters, "sprop-sps", media.Line),
            Pps = Sets(parameters, "sprop-pps", media.Line),
            Key = key,
            Name = general.Name ?? "",
        };
    }

    // IN IP4 233.252.0.1/127 or IN IP6 ff15::101
    private static (IPAddress Address, int? Hops) Address(string connection, int line)
    {
        string[] words = connection.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string[] parts = words.Length == 3 ? words[2].Split('/') : [];
        if (parts.Length is 0 or > 3 || words[0] != "IN" || words[1] is not ("IP4" or "IP6") || !IPAddress.TryParse(parts[0], out IPAddress? address)
            || (words[1] == "IP4") != (address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork))
        {
            throw new FeatureFormatException($"SDP line {line}: c= is '{Shown(connection)}'; c=IN IP4 ADDRESS or c=IN IP6 ADDRESS is required, as numbers.");
        }

        bool hasHops = words[1] == "IP4" && parts.Length >= 2;
        return (address, hasHops ? Number(parts[1], 0, 255, "time to live", line) : null);
    }

    private static ReadOnlyMemory<byte>[] Sets(Dictionary<string, string> parameters, string name, int line)
    {
        if (!parameters.TryGetValue(name, out string? value))
        {
            return [];
        }

        string[] parts = value.Split(',', MaxParameterSets + 1);
        if (parts.Length > MaxParameterSets)
        {
            throw new FeatureFormatException($"SDP line {line}: {name} has more than {MaxParameterSets} sets.");
        }

        return [.. parts.Select(p =>
        {
            byte[] bytes = new byte[MaxParameterSetBytes];
            return Convert.TryFromBase64String(p, bytes, out int length) && length >= 2
                ? (ReadOnlyMemory<byte>)bytes.AsMemory(0, length).ToArray()
                : throw new FeatureFormatException($"SDP line {line}: {name} is not base64 of 2..{MaxParameterSetBytes} bytes.");
        })];
    }
}
