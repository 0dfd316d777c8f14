using VideoFeat.Bridges;
using VideoFeat.Packing;
using VideoFeat.Streaming;

namespace VideoFeat.Monitoring.Figures;

/// <summary>
/// Collects what a receiver observes, and sums it up once an interval. Observing takes a lock for a few additions and allocates only where a set is not
/// whole. Any thread.
/// </summary>
internal sealed class StreamFigures
{
    /// <summary>Points of history that a page gets when it opens: five minutes of seconds.</summary>
    public const int MaxPoints = 300;

    /// <summary>Faults that are remembered.</summary>
    public const int MaxFaults = 20;

    private const double NanosecondsPerMillisecond = 1e6;

    private static readonly TimeSpan SilentAfter = TimeSpan.FromSeconds(2);

    /// <summary>Sending is part of the network's delay where one looks from the receiver.</summary>
    private static readonly Stage[] Shown = [.. Enum.GetValues<Stage>().Where(s => s != Stage.Send)];

    private readonly TimeProvider _time;
    private readonly string _title;
    private readonly long _start;
    private readonly Lock _lock = new();
    private readonly DelayWindow[] _stages = [.. Enumerable.Range(0, (int)Stage.Back + 1).Select(_ => new DelayWindow())];
    private readonly DelayWindow _whole = new();
    private readonly long[] _totals = new long[(int)FeatureState.Concealed + 1];
    private readonly long[] _before = new long[(int)FeatureState.Concealed + 1];
    private readonly Queue<FigurePoint> _points = [];
    private readonly LinkedList<FigureSheet.Fault> _faults = [];
    private IReadOnlyList<TensorSpec> _tensors = [];
    private (string? ItemId, ulong Sequence, NetworkAnswer Answer)? _answer;
    private int? _bitDepth;
    private long _bytes;
    private long _bits;
    private long _elements;
    private long _elementBits;
    private TimeSpan _lastTick;
    private TimeSpan? _lastSet;

    public StreamFigures(TimeProvider time, string title)
    {
        _time = time;
        _title = title;
        _start = time.GetTimestamp();
    }

    private TimeSpan Now => _time.GetElapsedTime(_start);

    private double UnixSeconds => _time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;

    /// <summary>One stage of one set took so long.</summary>
    public void Time(Stage stage, TimeSpan elapsed)
    {
        lock (_lock)
        {
            _stages[(int)stage].Add(Now, elapsed);
        }
    }

    /// <summary>A set was handed out, whole or not; it is read during the call only.</summary>
    /// <returns>From its capture until now, by the clocks of both machines; null where it does not say when it was captured.</returns>
    public TimeSpan? Count(DecodedFeature feature)
    {
        TimeSpan? delay = feature.State is FeatureState.Intact or FeatureState.Unchecked && feature.CaptureTimeNs is long captured
            ? _time.GetUtcNow() - DateTimeOffset.UnixEpoch - TimeSpan.FromMilliseconds(captured / NanosecondsPerMillisecond)
            : null;
        lock (_lock)
        {
            TimeSpan now = Now;
            _totals[(int)feature.State]++;
            _bits += feature.Bits;
            _bytes += feature.Bits / 8;
            if (feature.State is FeatureState.Lost or FeatureState.Concealed)
            {
                Remember(feature);
                return null;
            }

            _lastSet = now;
            _bitDepth = feature.BitDepth;
            _elementBits += feature.Bits;
            foreach (FeatureTensor tensor in feature.Set!)
            {
                _elements += tensor.Shape.Elements;
            }

            if (delay is TimeSpan whole)
            {
                _whole.Add(now, whole);
            }

            if (_tensors.Count != feature.Set!.Count || _tensors[0] != feature.Set[0].Spec)
            {
                _tensors = [.. feature.Set.Select(t => t.Spec)];
            }
        }

        return delay;
    }

    /// <summary>The network's newest answer.</summary>
    public void Answer(DecodedFeature feature, NetworkAnswer answer)
    {
        lock (_lock)
        {
            _answer = (feature.ItemId, feature.Sequence, answer);
        }
    }

    /// <summary>Closes the interval since the last call: a point of the history.</summary>
    /// <param name="link">What the carrier counted.</param>
    /// <param name="ended">No more sets come.</param>
    public FigureSheet Tick(LinkFigures? link, bool ended)
    {
        lock (_lock)
        {
            TimeSpan now = Now;
            DelayWindow.Quantiles? whole = _whole.Measure(now);
            FigurePoint point = ClosePoint(Math.Max((now - _lastTick).TotalSeconds, 1e-3), whole);
            _lastTick = now;
            return new FigureSheet
            {
                Title = _title,
                Phase = ended ? "ended" : _lastSet is not TimeSpan last ? "waiting" : now - last > SilentAfter ? "silent" : "receiving",
                UptimeSeconds = now.TotalSeconds,
                Point = point,
                Totals = new(Total(FeatureState.Intact), Total(FeatureState.Unchecked), Total(FeatureState.Concealed), Total(FeatureState.Lost)),
                Stages = [.. Shown.Select(s => Delay(Name(s), _stages[(int)s].Measure(now))), Delay("whole", whole)],
                Bytes = _bytes,
                BitDepth = _bitDepth,
                Tensors = [.. _tensors.Select(t => $"{t.Shape} {t.Type} {t.Name}".TrimEnd())],
                Faults = [.. _faults],
                Link = link,
                Answer = _answer is { } newest ? AnswerSheet.Of(newest.ItemId, newest.Sequence, newest.Answer) : null,
            };
        }
    }

    /// <summary>The points so far, the oldest first.</summary>
    public FigurePoint[] History()
    {
        lock (_lock)
        {
            return [.. _points];
        }
    }

    /// <summary>A state or stage as pages and metrics write it.</summary>
    public static string Name(FeatureState state) => state switch
    {
        FeatureState.Intact => "intact",
        FeatureState.Unchecked => "unchecked",
        FeatureState.Concealed => "concealed",
        _ => "lost",
    };

    /// <inheritdoc cref="Name(FeatureState)"/>
    public static string Name(Stage stage) => stage switch
    {
        Stage.Capture => "capture",
        Stage.Front => "front",
        Stage.Pack => "pack",
        Stage.Encode => "encode",
        Stage.Send => "send",
        Stage.Network => "network",
        Stage.Decode => "decode",
        Stage.Unpack => "unpack",
        _ => "back",
    };

    private static FigureSheet.StageDelay Delay(string name, DelayWindow.Quantiles? q) => new(name, q?.Median, q?.P99);

    private long Total(FeatureState state) => _totals[(int)state];

    private FigurePoint ClosePoint(double seconds, DelayWindow.Quantiles? whole)
    {
        double Rate(FeatureState state) => (_totals[(int)state] - _before[(int)state]) / seconds;
        var point = new FigurePoint(
            UnixSeconds,
            Rate(FeatureState.Intact) + Rate(FeatureState.Unchecked) + Rate(FeatureState.Concealed),
            _elements == 0 ? null : (double)_elementBits / _elements,
            _bits / seconds / 1000,
            whole?.Median,
            whole?.P99,
            Rate(FeatureState.Intact),
            Rate(FeatureState.Unchecked),
            Rate(FeatureState.Concealed),
            Rate(FeatureState.Lost));
        _totals.CopyTo(_before, 0);
        (_bits, _elements, _elementBits) = (0, 0, 0);
        _points.Enqueue(point);
        while (_points.Count > MaxPoints)
        {
            _points.Dequeue();
        }

        return point;
    }

    private void Remember(DecodedFeature feature)
    {
        _faults.AddFirst(new FigureSheet.Fault(UnixSeconds, feature.Sequence, Name(feature.State), feature.Reason ?? ""));
        if (_faults.Count > MaxFaults)
        {
            _faults.RemoveLast();
        }
    }
}
