using System.Net;
using System.Net.Sockets;
using System.Text;

namespace VideoFeat.Bridges.Rtp.Sdp;

/// <summary>Writes a <see cref="SessionDescription"/> as SDP; the mirror of <see cref="SdpReader"/>.</summary>
internal static class SdpWriter
{
    public static string Write(SessionDescription session)
    {
        var text = new StringBuilder();
        void Line(string line) => text.Append(line).Append("\r\n");
        string address = Family(session.Address);
        bool feedback = session.GenericNack || session.PictureLossIndication || session.FullIntraRequest;
        string profile = "RTP/" + (session.Key is null ? "" : "S") + "AVP" + (feedback ? "F" : "");
        int?[] types = [session.PayloadType, session.RetransmissionPayloadType, session.RepairPayloadType];

        Line("v=0");
        Line($"o=- 0 0 {Family(session.Address.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Loopback : IPAddress.IPv6Loopback)}");
        Line($"s={session.Name.ReplaceLineEndings(" ")}");
        Line($"c={address}{(session.TimeToLive is int hops && session.Address.AddressFamily == AddressFamily.InterNetwork ? $"/{hops}" : "")}");
        Line("t=0 0");
        Line($"m=video {session.Port} {profile} {string.Join(' ', types.Where(t => t is not null))}");
        Line($"a=rtpmap:{session.PayloadType} H265/{SessionDescription.ClockRate}");
        string parameters = Parameters(session);
        if (parameters.Length > 0)
        {
            Line($"a=fmtp:{session.PayloadType} {parameters}");
        }

        if (session.GenericNack)
        {
            Line($"a=rtcp-fb:{session.PayloadType} nack");
        }

        if (session.PictureLossIndication)
        {
            Line($"a=rtcp-fb:{session.PayloadType} nack pli");
        }

        if (session.FullIntraRequest)
        {
            Line($"a=rtcp-fb:{session.PayloadType} ccm fir");
        }

        if (session.RetransmissionPayloadType is int retransmission)
        {
            Line($"a=rtpmap:{retransmission} rtx/{SessionDescription.ClockRate}");
            Line($"a=fmtp:{retransmission} apt={session.PayloadType}");
        }

        if (session.RepairPayloadType is int repair)
        {
            Line($"a=rtpmap:{repair} flexfec/{SessionDescription.ClockRate}");
            Line($"a=fmtp:{repair} repair-window=200000");
        }

        if (session.Multiplexed)
        {
            Line("a=rtcp-mux");
        }
        else if (session.ExplicitControlPort is int control)
        {
            Line($"a=rtcp:{control}");
        }

        if (session.MediaSsrc is uint ssrc)
        {
            Line($"a=ssrc:{ssrc} cname:videofeat");
        }

        if (session.Key is not null)
        {
            Line($"a=crypto:1 {session.Key.ToInline()}");
        }

        return text.ToString();
    }

    private static string Family(IPAddress address) => $"IN IP{(address.AddressFamily == AddressFamily.InterNetwork ? 4 : 6)} {address}";

    private static string Parameters(SessionDescription session)
    {
        List<string> parameters = [];
        void Add(string name, IReadOnlyList<ReadOnlyMemory<byte>> sets)
        {
            if (sets.Count > 0)
            {
                parameters.Add($"{name}={string.Join(',', sets.Select(s => Convert.ToBase64String(s.Span)))}");
            }
        }

        Add("sprop-vps", session.Vps);
        Add("sprop-sps", session.Sps);
        Add("sprop-pps", session.Pps);
        if (session.MaxDonDifference > 0)
        {
            parameters.Add($"sprop-max-don-diff={session.MaxDonDifference}");
        }

        return string.Join("; ", parameters);
    }
}
