using System.CommandLine;
using VideoFeat.Bridges;
using VideoFeat.Bridges.Live;
using VideoFeat.Bridges.Rtp;
using VideoFeat.Monitoring;
using VideoFeat.Streaming;

namespace VideoFeat.Cli;

/// <summary>The flags that show a receiver while it works.</summary>
internal sealed class MonitorFlags
{
    private const string TokenVariable = "VIDEOFEAT_MONITOR_TOKEN";

    private readonly Option<string?> _monitor = new("--monitor")
    {
        Description = "Show a live page at ADDRESS:PORT (127.0.0.1:8080; port 0: a free one), with /metrics in the OpenMetrics format.",
    };

    private readonly Option<string?> _token = new("--monitor-token")
    {
        Description = $"What a browser must show to see the page; needed where it is not loopback. Better in {TokenVariable}: other users see command lines.",
    };

    private readonly Option<string?> _otlp = new("--otlp") { Description = "Send figures to an OpenTelemetry collector: http://HOST:4318. OTEL_EXPORTER_OTLP_ENDPOINT does too." };

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _monitor, _token, _otlp })
        {
            command.Options.Add(option);
        }
    }

    /// <exception cref="ArgumentException">An address that is none, or one that needs a token.</exception>
    public MonitorOptions Read(ParseResult result, string title)
    {
        var options = new MonitorOptions
        {
            Page = result.GetValue(_monitor) is string page ? MonitorOptions.ParsePage(page) : null,
            Token = result.GetValue(_token) ?? Environment.GetEnvironmentVariable(TokenVariable),
            Otlp = result.GetValue(_otlp) is not string text ? null
                : Uri.TryCreate(text, UriKind.Absolute, out Uri? otlp) ? otlp
                : throw new ArgumentException($"--otlp is '{text}'; allowed is http://HOST:PORT or https://HOST:PORT."),
            Title = title,
        };
        options.Validate();
        return options;
    }

    /// <summary>Opens the monitor over a reception and says where the page is; the caller disposes it after the reception's end.</summary>
    /// <param name="options">What <see cref="Read"/> gave.</param>
    /// <param name="reception">Whose stages and sets are shown.</param>
    /// <param name="receiver">Whose counts are shown.</param>
    /// <param name="cancellation">Gives up opening.</param>
    public static async Task<StreamMonitor> OpenAsync(
        MonitorOptions options, FeatureReception reception, IUnitReceiver receiver, CancellationToken cancellation)
    {
        StreamMonitor monitor = await StreamMonitor.StartAsync(options, () => Figures(Incoming.Statistics(receiver)), cancellation: cancellation).ConfigureAwait(false);
        reception.StageTimed += monitor.Time;
        reception.SetReceived += monitor.Count;
        if (monitor.Page is Uri page)
        {
            Terminal.Note($"monitor: {page}{(options.Token is null ? "" : "?token=...")}");
        }

        return monitor;
    }

    private static LinkFigures Figures(object statistics) => statistics switch
    {
        RtpReceiverStatistics n => new LinkFigures
        {
            Packets = new Dictionary<string, long>
            {
                ["received"] = n.Packets,
                ["missing"] = n.Missing,
                ["retransmitted"] = n.Retransmitted,
                ["repaired"] = n.Repaired,
                ["duplicate"] = n.Duplicates,
                ["late"] = n.Late,
                ["foreign"] = n.Foreign,
                ["malformed"] = n.Malformed,
                ["refused"] = n.Refused,
            },
            DroppedUnits = ByWords(n.Dropped),
            Loss = n.ExpectedPackets > 0 ? (double)n.Missing / n.ExpectedPackets : null,
            Connections = n.Sources,
            KeyRequests = n.KeyRequests,
            Jitter = n.Jitter,
        },
        LiveReceiverStatistics n => new LinkFigures { DroppedUnits = ByWords(n.Dropped), Connections = n.Connections },
        _ => new LinkFigures(),
    };

    private static Dictionary<string, long> ByWords(IReadOnlyDictionary<DropReason, long> dropped) => dropped.ToDictionary(d => Words(d.Key), d => d.Value);

    private static string Words(DropReason reason) => reason switch
    {
        DropReason.PacketsMissing => "packets_missing",
        DropReason.StartMissing => "start_missing",
        DropReason.Malformed => "malformed",
        DropReason.TooLarge => "too_large",
        DropReason.Interleaved => "interleaved",
        DropReason.WaitingForKey => "waiting_for_key",
        _ => "consumer_too_slow",
    };
}
