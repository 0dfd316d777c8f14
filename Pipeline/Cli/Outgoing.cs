using Spectre.Console;
using VideoFeat.Bridges;
using VideoFeat.Bridges.Live;
using VideoFeat.Bridges.Rtp;

namespace VideoFeat.Cli;

/// <summary>The carrier that a stream leaves by, and what its sender counted.</summary>
internal sealed record Outgoing(StreamAddress To, string? Sdp, RtpOptions Rtp, LiveOptions Live)
{
    public async ValueTask<IUnitSender> ConnectAsync(FeatureEncoder encoder, CancellationToken cancellation)
    {
        if (To.Live is LiveAddress live)
        {
            return await LiveSender.ConnectAsync(
                live, encoder.ExtraData.ToArray(), encoder.Plan.FrameWidth, encoder.Plan.FrameHeight, encoder.FramesPerSecond, Live, cancellation: cancellation).ConfigureAwait(false);
        }

        RtpSender sender = RtpSender.Connect(To.Rtp!, encoder.ExtraData, Rtp with { FramesPerSecond = encoder.FramesPerSecond });
        if (sender.Statistics.SocketBufferWarning is string warning)
        {
            Terminal.Note(warning);
        }

        if (Sdp is not null)
        {
            WriteDescription(Sdp, sender.Description.ToText());
        }

        return sender;
    }

    /// <summary>The sender's figures, for JSON.</summary>
    public static object Statistics(IUnitSender sender) => sender is RtpSender rtp ? rtp.Statistics : ((LiveSender)sender).Statistics;

    /// <summary>The same, for people.</summary>
    public static Table AddRows(Table table, object statistics, double seconds) => statistics switch
    {
        RtpSenderStatistics n => table
            .AddTextRow("network", $"{n.Packets} packets, {n.WireBytes:N0} bytes, {8 * n.WireBytes / seconds / 1000:F0} kbit/s")
            .AddTextRow("help", $"{n.Retransmitted} retransmitted, {n.RepairPackets} repair packets, {n.KeyRequests} key pictures asked for")
            .AddTextRow("receiver", n.LossReported is double loss ? $"loss {loss:P1}, round trip {n.RoundTrip?.TotalMilliseconds ?? 0:F1} ms" : "no report came"),
        LiveSenderStatistics n => table
            .AddTextRow("network", $"{n.Units} access units, {n.Bytes:N0} bytes, {8 * n.Bytes / seconds / 1000:F0} kbit/s")
            .AddTextRow("connections", $"{n.Connections}{(n.LastFault is null ? "" : $"; the last was lost: {n.LastFault}")}")
            .AddTextRow("dropped units", $"{n.DroppedUnits}"),
        _ => table,
    };

    // With a key in it, the file is for its owner alone.
    private static void WriteDescription(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var writer = new StreamWriter(path, options);
        writer.Write(text);
    }
}
