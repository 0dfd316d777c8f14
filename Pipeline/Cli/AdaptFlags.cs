using System.CommandLine;
using System.CommandLine.Parsing;
using Spectre.Console;
using VideoFeat.Bridges.Hevc.Rate;
using VideoFeat.Bridges.Rtp;
using VideoFeat.Streaming.Adaptation;

namespace VideoFeat.Cli;

/// <summary>The flags of adaptation to the receiver's reports, and how what it did is shown.</summary>
internal sealed class AdaptFlags
{
    /// <summary>Of --kbps, where no lowest rate is given.</summary>
    private const double UsualLowest = 0.05;

    /// <summary>Beyond this QP accuracy is gone on most cuts (0.4 to 16 points at 40), so that fewer sets are the better choice.</summary>
    private const int UsualHighestQp = 40;

    /// <summary>Held back for more than this share of the time, the sender says so.</summary>
    private const double HeldBack = 0.1;

    private readonly Option<bool> _adapt = new("--adapt") { Description = "rtp, srtp: follow the receiver's reports: QP first, then fewer sets a second. --kbps is the highest rate." };
    private readonly Option<double?> _minKbps = new("--min-kbps") { Description = "Lowest rate of --adapt (default: a twentieth of --kbps)." };

    public void AddTo(Command command)
    {
        command.Options.Add(_adapt);
        command.Options.Add(_minKbps);
    }

    /// <summary>The adapter, and the options that it works with; null and the options as they are without --adapt.</summary>
    /// <exception cref="ArgumentException">Adaptation does not go with the other flags; the message names them.</exception>
    public (RateAdapter? Adapter, CodecOptions Codec) Read(ParseResult result, CodecOptions codec, bool highestQpGiven, bool reports)
    {
        if (!result.GetValue(_adapt))
        {
            return result.GetValue(_minKbps) is null ? (null, codec) : throw new ArgumentException("--min-kbps belongs to --adapt.");
        }

        if (codec.BitrateKbps is not double kbps)
        {
            throw new ArgumentException("--adapt needs --kbps, the highest rate.");
        }

        if (!reports)
        {
            throw new ArgumentException("--adapt needs receiver reports, which come with rtp:// and srtp://.");
        }

        codec = codec with { HighestQp = highestQpGiven ? codec.HighestQp : UsualHighestQp };
        return (new RateAdapter(codec, result.GetValue(_minKbps) ?? (UsualLowest * kbps)), codec);
    }

    /// <summary>Adds what rate control and adaptation did; the notes go to standard error.</summary>
    public static Table AddRows(Table table, RateReport? rate, AdaptationReport? adaptation)
    {
        if (rate is not null)
        {
            string qps = rate.LastQp is null ? "" : $", QP {rate.LowestQp} to {rate.HighestQp}";
            table.AddTextRow("rate", $"{(double)rate.Bits / rate.Elements:F3} bits per element, {rate.TargetBits / rate.Elements:F3} wanted{qps}");
        }

        if (adaptation is not null)
        {
            table.AddTextRow(
                "adaptation",
                $"{adaptation.Kbps:F0} kbit/s at the end, {adaptation.LowestKbps:F0} at the lowest, {adaptation.Falls} falls; {adaptation.SetsOmitted} sets left out, one of {adaptation.LargestOneOf} sent at the least");
        }

        return table;
    }

    /// <summary>Says each step of adaptation, a target that was missed, and a link that held the sender back.</summary>
    public static void Notes(RateReport? rate, AdaptationReport? adaptation, object network, double seconds)
    {
        foreach (AdaptationStep step in adaptation?.Steps ?? [])
        {
            Terminal.Note($"{step.Seconds:F1} s: {step.Kbps:F0} kbit/s, {(step.OneOf == 1 ? "every set" : $"one set of {step.OneOf}")}: {step.Reason}");
        }

        if (rate?.Note is string note)
        {
            Terminal.Note(note);
        }

        if (network is RtpSenderStatistics rtp && (rtp.PacingWait + rtp.SocketWait).TotalSeconds is double held && held > HeldBack * seconds)
        {
            Terminal.Note($"The link is slower than the sender and held it back for {held:F1} of {seconds:F1} s: {rtp.PacingWait.TotalSeconds:F1} s by pacing, {rtp.SocketWait.TotalSeconds:F1} s by the socket.");
        }
    }
}
