using System.Net;
using VideoFeat.Bridges.Rtp.Secure;

namespace VideoFeat.Bridges.Rtp.Sdp;

/// <summary>One H.265 stream as SDP (RFC 8866) describes it: where, under which numbers, with which parameter sets, feedback and key.</summary>
public sealed record SessionDescription
{
    /// <summary>Where the receiver listens: a unicast or multicast address; 0.0.0.0 or :: for any.</summary>
    public required IPAddress Address { get; init; }

    /// <summary>UDP port of RTP, 1..65535.</summary>
    public required int Port { get; init; }

    /// <summary>UDP port of RTCP: <see cref="Port"/> where multiplexed (RFC 5761), else the next one or what a=rtcp says.</summary>
    public int ControlPort => Multiplexed ? Port : ExplicitControlPort ?? Port + 1;

    /// <summary>Hops of multicast packets, 0..255; null for unicast.</summary>
    public int? TimeToLive { get; init; }

    /// <summary>RTP payload type of H.265, 0..127.</summary>
    public int PayloadType { get; init; } = 96;

    /// <summary>RTP and RTCP share a port (a=rtcp-mux).</summary>
    public bool Multiplexed { get; init; }

    /// <summary>What a=rtcp says; null where it says nothing.</summary>
    public int? ExplicitControlPort { get; init; }

    /// <summary>The receiver may ask for lost packets (a=rtcp-fb nack).</summary>
    public bool GenericNack { get; init; }

    /// <summary>The receiver may ask for a key picture by PLI (a=rtcp-fb nack pli).</summary>
    public bool PictureLossIndication { get; init; }

    /// <summary>The receiver may ask for a key picture by FIR (a=rtcp-fb ccm fir).</summary>
    public bool FullIntraRequest { get; init; }

    /// <summary>Payload type of retransmissions (RFC 4588) of <see cref="PayloadType"/>; null without.</summary>
    public int? RetransmissionPayloadType { get; init; }

    /// <summary>Payload type of FlexFEC repair packets (RFC 8627); null without.</summary>
    public int? RepairPayloadType { get; init; }

    /// <summary>SSRC of the media stream (a=ssrc); null where not stated.</summary>
    public uint? MediaSsrc { get; init; }

    /// <summary>sprop-max-don-diff: above 0, payloads carry decoding order numbers.</summary>
    public int MaxDonDifference { get; init; }

    /// <summary>VPS NAL units, without start codes.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Vps { get; init; } = [];

    /// <summary>SPS NAL units.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Sps { get; init; } = [];

    /// <summary>PPS NAL units.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Pps { get; init; } = [];

    /// <summary>Key of SRTP (a=crypto); null for plain RTP.</summary>
    public SrtpKey? Key { get; init; }

    /// <summary>Name of the session (s=), one line.</summary>
    public string Name { get; init; } = "VideoFeat";

    /// <summary>Ticks of the RTP timestamp per second (RFC 7798, 7.1).</summary>
    public const int ClockRate = 90_000;

    /// <summary>Reads SDP.</summary>
    /// <param name="text">The text; at most 65536 characters.</param>
    /// <exception cref="Packing.FeatureFormatException">No SDP, or no H.265 in it; the message names line, field, what was found and what is allowed.</exception>
    public static SessionDescription Parse(string text) => SdpReader.Read(text);

    /// <summary>Writes SDP; with <see cref="Key"/> set it holds the key, and is as secret.</summary>
    public string ToText() => SdpWriter.Write(this);
}
