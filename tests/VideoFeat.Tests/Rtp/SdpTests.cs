using System.Net;
using VideoFeat.Bridges.Rtp.Sdp;
using VideoFeat.Bridges.Rtp.Secure;
using VideoFeat.Packing;

namespace VideoFeat.Tests.Rtp;

public class SdpTests
{
    private static readonly SessionDescription Full = new()
    {
        Address = IPAddress.Parse("239.1.2.3"),
        Port = 5004,
        TimeToLive = 4,
        PayloadType = 97,
        Multiplexed = true,
        GenericNack = true,
        PictureLossIndication = true,
        FullIntraRequest = true,
        RetransmissionPayloadType = 98,
        RepairPayloadType = 99,
        MediaSsrc = 0xCAFEBABE,
        Vps = [new byte[] { 0x40, 1, 2 }],
        Sps = [new byte[] { 0x42, 1, 3 }],
        Pps = [new byte[] { 0x44, 1, 4 }, new byte[] { 0x44, 1, 5 }],
        Key = new SrtpKey(SrtpSuite.AesCm128HmacSha1Tag80, new byte[30]),
        Name = "p3 to p5",
    };

    [Fact]
    public void The_text_is_this()
    {
        string expected = """
            v=0
            o=- 0 0 IN IP4 127.0.0.1
            s=p3 to p5
            c=IN IP4 239.1.2.3/4
            t=0 0
            m=video 5004 RTP/SAVPF 97 98 99
            a=rtpmap:97 H265/90000
            a=fmtp:97 sprop-vps=QAEC; sprop-sps=QgED; sprop-pps=RAEE,RAEF
            a=rtcp-fb:97 nack
            a=rtcp-fb:97 nack pli
            a=rtcp-fb:97 ccm fir
            a=rtpmap:98 rtx/90000
            a=fmtp:98 apt=97
            a=rtpmap:99 flexfec/90000
            a=fmtp:99 repair-window=200000
            a=rtcp-mux
            a=ssrc:3405691582 cname:videofeat
            a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA

            """;
        Assert.Equal(expected.ReplaceLineEndings("\r\n"), Full.ToText());
    }

    [Fact]
    public void What_is_written_is_read_back()
    {
        SessionDescription back = SessionDescription.Parse(Full.ToText());
        Assert.Equal(Full.ToText(), back.ToText());
        Assert.Equal(Full.ControlPort, back.ControlPort);
        SessionDescription plain = new() { Address = IPAddress.IPv6Loopback, Port = 6000 };
        Assert.Equal(plain.ToText(), SessionDescription.Parse(plain.ToText()).ToText());
        Assert.Equal(6001, SessionDescription.Parse(plain.ToText()).ControlPort);
    }

    [Fact]
    public void A_description_by_ffmpeg_is_read()
    {
        SessionDescription session = SessionDescription.Parse("""
            v=0
            o=- 0 0 IN IP4 127.0.0.1
            s=No Name
            c=IN IP4 127.0.0.1
            t=0 0
            a=tool:libavformat 59.27.100
            m=video 5004 RTP/AVP 96
            b=AS:200
            a=rtpmap:96 H265/90000
            a=fmtp:96 sprop-vps=QAEMAf//; sprop-sps=QgEBAWA=; sprop-pps=RAHBcrRi
            """);
        Assert.Equal((96, 5004, 5005, false), (session.PayloadType, session.Port, session.ControlPort, session.Multiplexed));
        Assert.Equal(Convert.FromBase64String("QgEBAWA="), session.Sps[0].ToArray());
    }

    [Fact]
    public void The_video_section_with_h265_is_found_among_others()
    {
        SessionDescription session = SessionDescription.Parse(
            "v=0\r\ns=x\r\nc=IN IP6 ::1\r\nm=audio 1000 RTP/AVP 0\r\na=rtcp-mux\r\nm=video 2000 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n"
            + "m=video 3000 RTP/AVPF 100\r\na=rtpmap:100 H265/90000\r\na=rtcp-fb:* nack pli\r\na=rtcp:4000\r\nm=video 5000 RTP/AVP 101\r\na=rtpmap:101 H265/90000\r\n");
        Assert.Equal((3000, 100, 4000, true, false), (session.Port, session.PayloadType, session.ControlPort, session.PictureLossIndication, session.Multiplexed));
    }

    [Theory]
    [InlineData("", "SDP line 1: ''; v=0 is required.")]
    [InlineData("v=0\nnonsense", "SDP line 2: 'nonsense'; a letter and = are required.")]
    [InlineData("v=0\nc=IN IP4 1.2.3.4\nm=audio 1 RTP/AVP 0", "SDP: no video section with a=rtpmap:... H265/90000.")]
    [InlineData("v=0\nm=video 5004 RTP/AVP 96\na=rtpmap:96 H265/90000", "SDP: no c= line.")]
    [InlineData("v=0\nm=video 70000 RTP/AVP 96\na=rtpmap:96 H265/90000", "SDP line 2: port is '70000'; allowed are 1..65535.")]
    [InlineData("v=0\nm=video 5004 UDP/TLS 96\na=rtpmap:96 H265/90000", "SDP line 2: profile 'UDP/TLS'; allowed are RTP/AVP, RTP/AVPF, RTP/SAVP, RTP/SAVPF.")]
    [InlineData("v=0\nc=IN IP4 host\nm=video 5004 RTP/AVP 96\na=rtpmap:96 H265/90000", "SDP line 2: c= is 'IN IP4 host'; c=IN IP4 ADDRESS or c=IN IP6 ADDRESS is required, as numbers.")]
    [InlineData("v=0\nm=video 5004 RTP/AVP 96\na=rtpmap:128 H265/90000", "SDP line 3: payload type is '128'; allowed are 0..127.")]
    [InlineData("v=0\nm=video 5004 RTP/AVP 96\na=rtpmap:96 H265/48000", "SDP line 3: a=rtpmap:96 is 'H265/48000'; H265/90000 is required.")]
    [InlineData("v=0\nc=IN IP4 1.2.3.4\nm=video 5004 RTP/AVP 96\na=rtpmap:96 H265/90000\na=fmtp:96 sprop-vps=???", "SDP line 3: sprop-vps is not base64 of 2..4096 bytes.")]
    [InlineData("v=0\nc=IN IP4 1.2.3.4\nm=video 5004 RTP/SAVP 96\na=rtpmap:96 H265/90000", "SDP line 3: profile 'RTP/SAVP' without an a=crypto line whose suite is known: AES_CM_128_HMAC_SHA1_80, AES_CM_128_HMAC_SHA1_32, AEAD_AES_128_GCM, AEAD_AES_256_GCM.")]
    [InlineData("v=0\nc=IN IP4 1.2.3.4\nm=video 5004 RTP/AVP 96\na=rtpmap:96 H265/90000\na=crypto:1 AEAD_AES_128_GCM inline:AAAA", "SDP line 5: crypto: key and salt of 3 bytes; AEAD_AES_128_GCM takes 28.")]
    public void Bad_descriptions_are_refused_with_line_and_field(string text, string expected) =>
        Assert.Equal(expected, Assert.Throws<FeatureFormatException>(() => SessionDescription.Parse(text)).Message);

    [Fact]
    public void What_is_too_long_is_refused_before_it_is_looked_at()
    {
        Assert.Equal("SDP: 70000 characters; allowed are at most 65536.", Assert.Throws<FeatureFormatException>(() => SessionDescription.Parse(new string('x', 70_000))).Message);
        Assert.Equal("SDP: more than 1000 lines.", Assert.Throws<FeatureFormatException>(() => SessionDescription.Parse(new string('\n', 2000))).Message);
    }
}
