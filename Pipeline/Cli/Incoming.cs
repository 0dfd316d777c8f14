using System.Net;
using Spectre.Console;
using VideoFeat.Bridges;
using VideoFeat.Bridges.Live;
using VideoFeat.Bridges.Rtp;
using VideoFeat.Bridges.Rtp.Sdp;
using VideoFeat.Packing;

namespace VideoFeat.Cli;

/// <summary>The carrier that a stream comes by, and what its receiver counted.</summary>
internal static class Incoming
{
    private const int MaxDescriptionCharacters = 1 << 16;

    /// <summary>Opens a receiver for a .sdp file, an address of RTP, or a session of libavformat.</summary>
    /// <exception cref="ArgumentException">No such address.</exception>
    /// <exception cref="FeatureFormatException">Bad SDP.</exception>
    public static IUnitReceiver Open(string source, RtpReceiverOptions rtp, LiveOptions live)
    {
        if (!StreamAddress.LooksLikeOne(source))
        {
            return Bind(Read(source), rtp);
        }

        StreamAddress address = StreamAddress.Parse("The source", source);
        return address switch
        {
            { Live: LiveAddress session } => new LiveReceiver(session, live),
            { Secure: true } => throw new ArgumentException("srtp:// needs its key: give the .sdp file that the sender wrote."),
            _ => Bind(Assumed(address.Rtp!), rtp),
        };
    }

    /// <summary>The receiver's figures, for JSON.</summary>
    public static object Statistics(IUnitReceiver receiver) => receiver is RtpReceiver rtp ? rtp.Statistics : ((LiveReceiver)receiver).Statistics;

    /// <summary>What came, in a few words.</summary>
    public static string Amount(object statistics) =>
        statistics is RtpReceiverStatistics rtp ? $"{rtp.Packets} packets" : $"{((LiveReceiverStatistics)statistics).Units} access units";

    /// <summary>The figures for people.</summary>
    public static Table AddRows(Table table, object statistics) => statistics switch
    {
        RtpReceiverStatistics n => table
            .AddTextRow("packets", $"{n.Packets} of {n.ExpectedPackets}, {n.Missing} missing for good, {n.Retransmitted} retransmitted, {n.Repaired} repaired")
            .AddTextRow("dropped units", Reasons(n.Dropped))
            .AddTextRow("dropped packets", $"{n.Foreign} foreign, {n.Malformed} malformed, {n.Refused} refused, {n.Late} late, {n.Duplicates} duplicates")
            .AddTextRow("key pictures", $"{n.KeyRequests} asked for")
            .AddTextRow("senders", $"{n.Sources}")
            .AddTextRow("jitter", $"{n.Jitter.TotalMilliseconds:F2} ms"),
        LiveReceiverStatistics n => table
            .AddTextRow("network", $"{n.Units} access units, {n.Bytes:N0} bytes, {n.Gaps} gaps")
            .AddTextRow("dropped units", Reasons(n.Dropped))
            .AddTextRow("connections", $"{n.Connections}{(n.LastFault is null ? "" : $"; the last ended: {n.LastFault}")}"),
        _ => table,
    };

    private static string Reasons(IReadOnlyDictionary<DropReason, long> dropped) =>
        dropped.Count == 0 ? "none" : string.Join(", ", dropped.Select(d => $"{d.Value} {d.Key}"));

    // What our sender does unless it is told otherwise; another takes no offence at requests that it does not know.
    private static SessionDescription Assumed(IPEndPoint endpoint) => new()
    {
        Address = endpoint.Address,
        Port = endpoint.Port,
        Multiplexed = true,
        GenericNack = true,
        PictureLossIndication = true,
        FullIntraRequest = true,
        RetransmissionPayloadType = new RtpOptions().PayloadType + 1,
    };

    private static RtpReceiver Bind(SessionDescription session, RtpReceiverOptions options)
    {
        RtpReceiver receiver = RtpReceiver.Bind(session, options);
        if (receiver.Statistics.SocketBufferWarning is string warning)
        {
            Terminal.Note(warning);
        }

        return receiver;
    }

    private static SessionDescription Read(string path)
    {
        try
        {
            using var reader = new StreamReader(path);
            char[] text = new char[MaxDescriptionCharacters + 1];
            return SessionDescription.Parse(new string(text, 0, reader.ReadBlock(text)));
        }
        catch (FeatureFormatException e)
        {
            throw new FeatureFormatException($"{path}: {e.Message}", e);
        }
    }
}
