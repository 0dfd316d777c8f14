using VideoFeat.Bridges.Rtp.Secure;

namespace VideoFeat.Tests.Rtp.Interop;

/// <summary>A way that features take through an outside program.</summary>
/// <param name="Name">For tables.</param>
/// <param name="Program">The program.</param>
/// <param name="Arguments">Its arguments, parted by spaces.</param>
internal sealed record InteropPath(string Name, string Program, Func<InteropPlaces, string> Arguments)
{
    private const string Ffmpeg = "ffmpeg", Gst = "gst-launch-1.0";

    private const string Caps = "media=video,encoding-name=H265,clock-rate=90000,payload=96";

    private const string Depay = " ! rtpjitterbuffer latency=100 ! rtph265depay ! h265parse ! ";

    /// <summary>It sends, and we receive.</summary>
    public bool Sends { get; private init; }

    /// <summary>We send, and it records into a file with this extension; null where it does not.</summary>
    public string? Records { get; private init; }

    /// <summary>It both receives from us and sends to us.</summary>
    public bool Relays => Sends && Listens;

    /// <summary>We send to it.</summary>
    public bool Listens { get; private init; }

    /// <summary>RTP and RTCP share a port.</summary>
    public bool Multiplexed { get; private init; }

    /// <summary>Suite of SRTP; null for plain RTP.</summary>
    public SrtpSuite? Suite { get; private init; }

    /// <summary>Sets that may be missing at the end: FFmpeg's receiver holds the last access unit until another follows.</summary>
    public int Holds => Listens && Program == Ffmpeg ? 1 : 0;

    /// <summary>The command line, word by word.</summary>
    public IEnumerable<string> Command(InteropPlaces places) => $"{(Program == Ffmpeg ? "-nostdin -v error" : "-q -e")} {Arguments(places)}".Split(' ');

    public static IReadOnlyList<InteropPath> All { get; } =
    [
        Sender("ffmpeg to us", Ffmpeg, p => $"-re -i {p.InputFile} -c copy -f rtp rtp://127.0.0.1:{p.SendPort}?pkt_size=400"),
        Sender("ffmpeg SRTP 80 to us", Ffmpeg, p => FfmpegSrtp(p, "AES_CM_128_HMAC_SHA1_80")) with { Suite = SrtpSuite.AesCm128HmacSha1Tag80 },
        Sender("ffmpeg SRTP 32 to us", Ffmpeg, p => FfmpegSrtp(p, "AES_CM_128_HMAC_SHA1_32")) with { Suite = SrtpSuite.AesCm128HmacSha1Tag32 },
        Recorder("us to ffmpeg", Ffmpeg, ".mkv", p => $"-protocol_whitelist file,udp,rtp -i {p.Sdp} -c copy -y {p.OutputFile}"),
        Recorder("us to ffmpeg, MP4", Ffmpeg, ".mp4", p => $"-protocol_whitelist file,udp,rtp -i {p.Sdp} -c copy -y {p.OutputFile}"),
        Recorder("us to ffmpeg SRTP 80", Ffmpeg, ".mkv", p => $"-protocol_whitelist file,udp,rtp,srtp -i {p.Sdp} -c copy -y {p.OutputFile}")
            with { Suite = SrtpSuite.AesCm128HmacSha1Tag80 },
        Sender("gst pay, aggregate none, to us", Gst, p => GstPay(p, "none") + GstOut(p)),
        Sender("gst pay, zero-latency, to us", Gst, p => GstPay(p, "zero-latency") + GstOut(p)),
        Sender("gst pay, max, to us", Gst, p => GstPay(p, "max") + GstOut(p)),
        Recorder("us to gst depay", Gst, ".hevc", p => GstIn(p) + Depay + $"video/x-h265,stream-format=byte-stream,alignment=au ! filesink location={p.OutputFile}"),
        Sender("gst rtpbin to us", Gst, p =>
            $"rtpbin name=b {GstPay(p, "zero-latency")} ! b.send_rtp_sink_0 b.send_rtp_src_0 ! udpsink host=127.0.0.1 port={p.SendPort} sync=true "
            + $"b.send_rtcp_src_0 ! udpsink host=127.0.0.1 port={p.SendPort + 1} sync=false async=false"),
        Recorder("us to gst rtpbin", Gst, ".hevc", p =>
            $"rtpbin name=b latency=100 {GstIn(p)} ! b.recv_rtp_sink_0 udpsrc port={p.ListenPort + 1} caps=application/x-rtcp ! b.recv_rtcp_sink_0 "
            + $"b. ! rtph265depay ! h265parse ! video/x-h265,stream-format=byte-stream,alignment=au ! filesink location={p.OutputFile}"),
        .. GstSrtp(SrtpSuite.AesCm128HmacSha1Tag80, "aes-128-icm", "hmac-sha1-80"),
        .. GstSrtp(SrtpSuite.AesCm128HmacSha1Tag32, "aes-128-icm", "hmac-sha1-32"),
        .. GstSrtp(SrtpSuite.AeadAes128Gcm, "aes-128-gcm", "null"),
        .. GstSrtp(SrtpSuite.AeadAes256Gcm, "aes-256-gcm", "null"),
        Recorder("us to gst, MP4", Gst, ".mp4", p => GstIn(p) + Depay + $"mp4mux ! filesink location={p.OutputFile}"),
        Recorder("us to gst, fragmented MP4", Gst, ".mp4", p => GstIn(p) + Depay + $"mp4mux fragment-duration=100 ! filesink location={p.OutputFile}"),
        Recorder("us to gst, MKV", Gst, ".mkv", p => GstIn(p) + Depay + $"matroskamux ! filesink location={p.OutputFile}"),
        Recorder("us to gst, live MKV", Gst, ".mkv", p => GstIn(p) + Depay + $"matroskamux streamable=true ! filesink location={p.OutputFile}"),
        Recorder("us to gst, TS", Gst, ".ts", p => GstIn(p) + Depay + $"mpegtsmux ! filesink location={p.OutputFile}"),
        Relay("gst relay: depay, parse, pay 300 max", Gst, p => GstIn(p) + Depay + "rtph265pay pt=96 mtu=300 aggregate-mode=max config-interval=-1" + GstOut(p, "false")),
        Relay("gst relay: depay, parse, pay 1400 zero-latency", Gst, p =>
            GstIn(p) + Depay + "rtph265pay pt=96 mtu=1400 aggregate-mode=zero-latency config-interval=-1" + GstOut(p, "false")),
        Relay("ffmpeg relay: copy, packets of 500", Ffmpeg, p =>
            $"-protocol_whitelist file,udp,rtp -i {p.Sdp} -c copy -f rtp rtp://127.0.0.1:{p.SendPort}?pkt_size=500"),
    ];

    public override string ToString() => Name;

    private static InteropPath Sender(string name, string program, Func<InteropPlaces, string> arguments) => new(name, program, arguments) { Sends = true };

    private static InteropPath Recorder(string name, string program, string extension, Func<InteropPlaces, string> arguments) =>
        new(name, program, arguments) { Listens = true, Records = extension };

    private static InteropPath Relay(string name, string program, Func<InteropPlaces, string> arguments) => new(name, program, arguments) { Sends = true, Listens = true };

    private static InteropPath[] GstSrtp(SrtpSuite suite, string cipher, string authentication) =>
    [
        Sender($"gst srtpenc {cipher} {authentication} to us", Gst, p =>
            $"{GstPay(p, "zero-latency")} ! srtpenc key={p.KeyHex} rtp-cipher={cipher} rtp-auth={authentication} rtcp-cipher={cipher} rtcp-auth={RtcpAuthentication(authentication)}{GstOut(p)}")
            with { Suite = suite },
        Recorder($"us to gst srtpdec {cipher} {authentication}", Gst, ".hevc", p =>
            $"udpsrc port={p.ListenPort} buffer-size=4000000 caps=application/x-srtp,{Caps},ssrc=(uint){p.Ssrc},srtp-key=(buffer){p.KeyHex},srtp-cipher={cipher},"
            + $"srtp-auth={authentication},srtcp-cipher={cipher},srtcp-auth={RtcpAuthentication(authentication)},roc=(uint)0 ! srtpdec{Depay}"
            + $"video/x-h265,stream-format=byte-stream,alignment=au ! filesink location={p.OutputFile}")
            with { Suite = suite },
    ];

    // RTCP keeps tags of 10 bytes under AES_CM_128_HMAC_SHA1_32 (RFC 4568, 6.2.2).
    private static string RtcpAuthentication(string rtp) => rtp == "hmac-sha1-32" ? "hmac-sha1-80" : rtp;

    private static string FfmpegSrtp(InteropPlaces p, string suite) =>
        $"-re -i {p.InputFile} -c copy -f rtp -srtp_out_suite {suite} -srtp_out_params {p.KeyBase64} srtp://127.0.0.1:{p.SendPort}?pkt_size=400";

    private static string GstPay(InteropPlaces p, string aggregation) =>
        $"filesrc location={p.InputFile} ! matroskademux ! h265parse config-interval=-1 ! rtph265pay pt=96 mtu=400 aggregate-mode={aggregation} config-interval=-1";

    private static string GstOut(InteropPlaces p, string sync = "true") => $" ! udpsink host=127.0.0.1 port={p.SendPort} sync={sync}";

    private static string GstIn(InteropPlaces p) => $"udpsrc port={p.ListenPort} buffer-size=4000000 caps=application/x-rtp,{Caps}";
}
