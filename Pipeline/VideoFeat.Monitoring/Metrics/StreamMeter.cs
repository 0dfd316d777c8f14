using System.Diagnostics.Metrics;
using VideoFeat.Bridges;
using VideoFeat.Monitoring.Figures;
using VideoFeat.Packing;
using VideoFeat.Streaming;

namespace VideoFeat.Monitoring.Metrics;

/// <summary>The instruments of docs/monitor.md. Any thread.</summary>
internal sealed class StreamMeter : IDisposable
{
    /// <summary>The meter's name, for whoever listens.</summary>
    public const string Name = "VideoFeat";

    /// <summary>Seconds: 1, 2 and 5 in each decade from 100 µs, which a stage of a small network takes, to 10 s.</summary>
    internal static readonly double[] DelayBounds =
        [0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];

    private readonly Counter<long> _sets;
    private readonly Counter<long> _elements;
    private readonly Counter<long> _size;
    private readonly Histogram<double> _stages;
    private readonly Histogram<double> _delay;
    private LinkFigures _link = new();

    public StreamMeter()
    {
        var advice = new InstrumentAdvice<double> { HistogramBucketBoundaries = DelayBounds };
        _sets = Meter.CreateCounter<long>("videofeat.receive.sets", "{set}", "Feature sets handed out, by state.");
        _elements = Meter.CreateCounter<long>("videofeat.receive.elements", "{element}", "Elements of the sets that came whole.");
        _size = Meter.CreateCounter<long>("videofeat.receive.size", "By", "Bytes of the sets' access units, network headers apart.");
        _stages = Meter.CreateHistogram("videofeat.receive.stage.duration", "s", "Time that a set spent in a stage.", tags: null, advice);
        _delay = Meter.CreateHistogram(
            "videofeat.receive.delay", "s", "Time from a set's capture until it was handed out, by the clocks of both machines.", tags: null, advice);
        Meter.CreateObservableCounter("videofeat.receive.packets", () => Tagged(_link.Packets, "outcome"), "{packet}", "Packets by what became of them.");
        Meter.CreateObservableCounter(
            "videofeat.receive.dropped_units", () => Tagged(_link.DroppedUnits, "reason"), "{access_unit}", "Access units that were dropped, by reason.");
        Meter.CreateObservableCounter(
            "videofeat.receive.connections", () => One(_link.Connections), "{connection}", "Senders taken up, or connections made: one more for each restart.");
        Meter.CreateObservableCounter(
            "videofeat.receive.key_requests", () => One(_link.KeyRequests), "{request}", "Key pictures asked for.");
        Meter.CreateObservableGauge(
            "videofeat.receive.jitter", () => One(_link.Jitter?.TotalSeconds), "s", "Interarrival jitter of packets (RFC 3550, 6.4.1).");
    }

    public Meter Meter { get; } = new(Name);

    // Clocks that disagree can make a delay negative, and a histogram's sum must not fall.
    public void Time(Stage stage, TimeSpan elapsed) =>
        _stages.Record(Math.Max(0, elapsed.TotalSeconds), new KeyValuePair<string, object?>("stage", StreamFigures.Name(stage)));

    /// <param name="feature">Lent for the call.</param>
    /// <param name="delay">From its capture until now; null where unknown.</param>
    public void Count(DecodedFeature feature, TimeSpan? delay)
    {
        _sets.Add(1, new KeyValuePair<string, object?>("state", StreamFigures.Name(feature.State)));
        _size.Add(feature.Bits / 8);
        if (feature.State is FeatureState.Intact or FeatureState.Unchecked)
        {
            foreach (FeatureTensor tensor in feature.Set!)
            {
                _elements.Add(tensor.Shape.Elements);
            }
        }

        if (delay is TimeSpan whole)
        {
            _delay.Record(Math.Max(0, whole.TotalSeconds));
        }
    }

    /// <summary>What the carrier counted last.</summary>
    public void Update(LinkFigures link) => Volatile.Write(ref _link, link);

    public void Dispose() => Meter.Dispose();

    private static IEnumerable<Measurement<long>> Tagged(IReadOnlyDictionary<string, long> counts, string tag) =>
        counts.Select(c => new Measurement<long>(c.Value, new KeyValuePair<string, object?>(tag, c.Key)));

    private static IEnumerable<Measurement<T>> One<T>(T? value)
        where T : struct => value is T known ? [new Measurement<T>(known)] : [];
}
