using System.Globalization;
using VideoFeat.Bridges;
using VideoFeat.Bridges.Hevc.Rate;
using VideoFeat.Bridges.Rtp;
using VideoFeat.Bridges.Rtp.Rate;

namespace VideoFeat.Streaming.Adaptation;

/// <summary>
/// Follows a link by its receiver reports: first the encoder's target, and with it the QP; at the highest QP allowed, fewer sets a second. Channels are
/// never dropped, and what is left out is counted. Goes into <see cref="StreamerOptions.Admit"/>.
/// </summary>
public sealed class RateAdapter
{
    /// <summary>Steps kept for the report.</summary>
    public const int MostSteps = 1000;

    /// <summary>Packets leave at most this much faster than the rate, so that a set is no burst for a short queue, and a key set drains in a few sets' time.</summary>
    internal const double Pacing = 1.5;

    /// <summary>Reports are taken together over this time: with each request for packets another one comes, and says little new.</summary>
    private static readonly TimeSpan LeastInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>A target within this share of the last one is not worth a change.</summary>
    private const double Change = 0.01;

    private readonly LinkRate _link;
    private readonly OmissionLadder _ladder;
    private readonly double _setsPerSecond;
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly List<AdaptationStep> _steps = [];
    private RtpSenderStatistics _last = new();
    private TimeSpan _lastReport;
    private RateReport _lastRate = new();
    private double _lastLoss;
    private double _told;
    private double _said;

    /// <summary>An adapter for an encoder of these options.</summary>
    /// <param name="codec">Its bit rate in kbit/s is the highest; its highest QP is where sets are left out.</param>
    /// <param name="minKbps">Lowest rate, above 0 to the highest.</param>
    /// <param name="time">The clock; null takes the system's.</param>
    /// <exception cref="ArgumentException">No bit rate, or a lowest rate out of range.</exception>
    public RateAdapter(CodecOptions codec, double minKbps, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(codec);
        if (codec.BitrateKbps is not double maxKbps)
        {
            throw new ArgumentException("Adaptation needs a bit rate in kbit/s, its highest.");
        }

        if (!(minKbps > 0 && minKbps <= maxKbps))
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The lowest rate is {minKbps} kbit/s; allowed are above 0 to {maxKbps}, the highest."));
        }

        _link = new LinkRate(minKbps, maxKbps);
        _ladder = new OmissionLadder(codec.HighestQp, codec.SetsPerSecond);
        _setsPerSecond = codec.SetsPerSecond;
        _time = time ?? TimeProvider.System;
        _start = _time.GetTimestamp();
        _told = _said = maxKbps;
        Report = new AdaptationReport { Kbps = maxKbps, LowestKbps = maxKbps };
    }

    /// <summary>What it did so far.</summary>
    public AdaptationReport Report { get; private set; }

    /// <summary>Raised for each step that is kept for the report.</summary>
    public event Action<AdaptationStep>? Stepped;

    /// <summary>Asked before each set: takes the newest report, sets the target, and says whether this set is sent.</summary>
    /// <exception cref="ArgumentException">The carrier gives no receiver reports.</exception>
    public bool Admit(FeatureEncoder encoder, IUnitSender sender)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        if (sender is not RtpSender rtp)
        {
            throw new ArgumentException("Adaptation needs receiver reports, which come with rtp:// and srtp://.");
        }

        bool first = _lastRate.Sets == 0;
        bool admitted = Step(encoder.Rate!, rtp.Statistics);
        if (first || Math.Abs((Report.Kbps / Report.OneOf / _told) - 1) > Change)
        {
            _told = Report.Kbps / Report.OneOf;
            encoder.Retarget(Report.Kbps, _setsPerSecond / Report.OneOf);
            rtp.Pace(Pacing * Report.Kbps * 1000);
        }

        if (!admitted)
        {
            encoder.SkipSet();
        }

        return admitted;
    }

    /// <summary>One set of the source: what rate control and the sender have counted in, whether it is sent out.</summary>
    internal bool Step(RateReport rate, RtpSenderStatistics network)
    {
        TimeSpan now = _time.GetElapsedTime(_start);
        bool due = network.Reports > _last.Reports && (_last.Reports == 0 || now - _lastReport >= LeastInterval);
        LinkVerdict verdict = due ? Take(network, now) : _link.Wait(now);
        int before = _ladder.OneOf;
        bool moved = _ladder.Look(rate, (rate.Bits - _lastRate.Bits) / Math.Max(1, rate.TargetBits - _lastRate.TargetBits));
        _lastRate = rate;
        bool admitted = _ladder.Next();
        bool fell = verdict is LinkVerdict.FallByLoss or LinkVerdict.FallByDelay or LinkVerdict.FallBySilence;
        Report = Report with
        {
            Kbps = _link.Kbps,
            LowestKbps = Math.Min(Report.LowestKbps, _link.Kbps),
            OneOf = _ladder.OneOf,
            LargestOneOf = Math.Max(Report.LargestOneOf, _ladder.OneOf),
            SetsOmitted = Report.SetsOmitted + (admitted ? 0 : 1),
            Falls = Report.Falls + (fell ? 1 : 0),
        };
        Say(now, verdict, fell, moved ? before : null);
        return admitted;
    }

    private LinkVerdict Take(RtpSenderStatistics network, TimeSpan now)
    {
        var report = LinkReport.Between(_last, network, now - _lastReport);
        (_last, _lastReport, _lastLoss) = (network, now, report.Loss);
        return _link.Take(report, TimeSpan.FromSeconds(_ladder.OneOf / _setsPerSecond), now);
    }

    private void Say(TimeSpan now, LinkVerdict verdict, bool fell, int? movedFrom)
    {
        bool rose = _link.Kbps >= 1.25 * _said;
        if ((!fell || _link.Kbps > 0.99 * _said) && !rose && movedFrom is null)
        {
            return;
        }

        string reason = _ladder.OneOf > movedFrom ? $"the highest QP is not enough: one set of {_ladder.OneOf} is sent"
            : _ladder.OneOf < movedFrom ? $"there is room: {(_ladder.OneOf == 1 ? "every set" : $"one set of {_ladder.OneOf}")} is sent"
            : verdict switch
            {
                LinkVerdict.FallByLoss => string.Create(CultureInfo.InvariantCulture, $"{_lastLoss:P1} lost"),
                LinkVerdict.FallByDelay => string.Create(CultureInfo.InvariantCulture, $"a queue stands: round trip {_last.RoundTrip?.TotalMilliseconds:F0} ms"),
                LinkVerdict.FallBySilence => "no report comes any more",
                _ => "the link has room",
            };
        _said = _link.Kbps;
        var step = new AdaptationStep(Math.Round(now.TotalSeconds, 2), Math.Round(_link.Kbps), _ladder.OneOf, reason);
        if (_steps.Count < MostSteps)
        {
            _steps.Add(step);
            Report = Report with { Steps = [.. _steps] };
        }

        Stepped?.Invoke(step);
    }
}
