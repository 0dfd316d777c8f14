using System.Globalization;
using VideoFeat.Bridges.Profiles;
using VideoFeat.Comparison.Planning;
using VideoFeat.Comparison.Results;
using VideoFeat.Comparison.Running;

namespace VideoFeat.Tuning;

/// <summary>
/// Finds, for some items, the operating point of ours with the fewest bits that holds a target. Each codec's points lie on a ladder from fine to coarse, on
/// which the coarsest that holds is looked for by halving; these points are then judged, cheapest first over all codecs, on items that took no part.
/// </summary>
public sealed class Autotuner
{
    private const int MostSteps = 6;

    private readonly TuningTarget _target;
    private readonly ComparisonNetwork? _network;
    private readonly int _seed;
    private readonly Action<TuningTrial> _tell;
    private readonly List<TuningTrial> _trials = [];

    private Autotuner(TuningTarget target, ComparisonNetwork? network, int seed, Action<TuningTrial> tell)
    {
        _target = target;
        _network = network;
        _seed = seed;
        _tell = tell;
    }

    /// <summary>Tunes on one half of the items and judges on the other.</summary>
    /// <param name="target">What must be held.</param>
    /// <param name="tune">Items that choose the point; the profile may be made of them.</param>
    /// <param name="judge">Items that only judge it.</param>
    /// <param name="network">What loses accuracy; needed for <see cref="TuningTarget.Drop"/>. Stays the caller's.</param>
    /// <param name="profile">For the codecs that need one; null leaves them out.</param>
    /// <param name="seed">Seed of the bootstrap.</param>
    /// <param name="tell">Told of each trial.</param>
    /// <param name="cancellation">Stops between trials.</param>
    /// <exception cref="ArgumentException">The target is out of range, needs a network, or no point holds it; the message says what came nearest.</exception>
    public static async Task<TuningResult> RunAsync(
        TuningTarget target, IReadOnlyList<ItemSource> tune, IReadOnlyList<ItemSource> judge, ComparisonNetwork? network, Profile? profile, int seed,
        Action<TuningTrial> tell, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(tune);
        ArgumentNullException.ThrowIfNull(judge);
        target.Validate();
        if (target.Drop is not null && network is null)
        {
            throw new ArgumentException("--target-drop needs a network to lose accuracy: give one with images.");
        }

        if (tune.Count == 0 || judge.Count == 0)
        {
            throw new ArgumentException($"{tune.Count + judge.Count} items are too few to tune: one half tunes, the other judges.");
        }

        var tuner = new Autotuner(target, network, seed, tell);
        using var tuned = new TuningHalf(tune, network, false, cancellation);
        using var held = new TuningHalf(judge, network, true, cancellation);
        return await tuner.SearchAsync(tuned, held, profile, cancellation).ConfigureAwait(false);
    }

    private async Task<TuningResult> SearchAsync(TuningHalf tuned, TuningHalf held, Profile? profile, CancellationToken cancellation)
    {
        var open = new List<Candidate>();
        foreach (TuningLadder ladder in TuningLadder.All.Where(l => !l.NeedsProfile || profile is not null))
        {
            if (await CoarsestAsync(ladder, tuned, profile, cancellation).ConfigureAwait(false) is { } found)
            {
                open.Add(new Candidate(ladder, found.Rung, 0, found.Trial));
            }
        }

        if (open.Count == 0)
        {
            TuningTrial nearest = _trials.MinBy(t => t.Measure)!;
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture, $"No operating point holds the target on these items; the nearest, {nearest.Codec} {nearest.Point}, reaches {nearest.Measure:G4}."));
        }

        // Cheapest first over all codecs, so the first that holds on the other half too is the cheapest that does. What held by luck goes on with its codec's next finer point.
        int judgements = 0;
        while (open.MinBy(c => c.Tuned.Worth) is Candidate cheapest)
        {
            open.Remove(cheapest);
            TuningTrial judged = await TryAsync(cheapest.Ladder, cheapest.Rung, held, profile, cancellation).ConfigureAwait(false);
            judgements++;
            if (judged.Holds)
            {
                return new TuningResult(cheapest.Ladder.At(cheapest.Rung), cheapest.Tuned, judged, [.. _trials], judgements);
            }

            if (await FinerAsync(cheapest, tuned, profile, cancellation).ConfigureAwait(false) is Candidate finer)
            {
                open.Add(finer);
            }
        }

        TuningTrial last = _trials.Where(t => t.HeldOut).MinBy(t => t.Measure)!;
        throw new ArgumentException(string.Create(
            CultureInfo.InvariantCulture,
            $"Points hold the target on the items that tuned them, but none of {judgements} judged does on the others; the nearest, {last.Codec} {last.Point}, reaches {last.Measure:G4}; give more items."));
    }

    // The next point to the safe side that holds on the half that tunes; null where the ladder ends, or after too many steps.
    private async Task<Candidate?> FinerAsync(Candidate from, TuningHalf tuned, Profile? profile, CancellationToken cancellation)
    {
        for (int step = 1; from.Steps + step <= MostSteps; step++)
        {
            int rung = TuningLadder.Finer(from.Rung, step, _target.BitsPerElement is not null);
            if (rung < 0 || rung >= from.Ladder.Points.Count)
            {
                return null;
            }

            TuningTrial trial = await TryAsync(from.Ladder, rung, tuned, profile, cancellation).ConfigureAwait(false);
            if (trial.Holds)
            {
                return new Candidate(from.Ladder, rung, from.Steps + step, trial);
            }
        }

        return null;
    }

    // The coarsest point that holds; at a target of bits the finest, for there coarser points hold.
    private async Task<(int Rung, TuningTrial Trial)?> CoarsestAsync(TuningLadder ladder, TuningHalf half, Profile? profile, CancellationToken cancellation)
    {
        bool finest = _target.BitsPerElement is not null;
        (int Rung, TuningTrial Trial)? best = null;
        int low = 0, high = ladder.Points.Count - 1;
        while (low <= high)
        {
            int middle = (low + high + (finest ? 0 : 1)) / 2;
            TuningTrial trial = await TryAsync(ladder, middle, half, profile, cancellation).ConfigureAwait(false);
            best = trial.Holds ? (middle, trial) : best;
            if (trial.Holds != finest)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return best;
    }

    private async Task<TuningTrial> TryAsync(TuningLadder ladder, int rung, TuningHalf half, Profile? profile, CancellationToken cancellation)
    {
        if (_trials.Find(t => t.HeldOut == half.HeldOut && t.Codec == ladder.Name && t.Point == ladder.Points[rung]) is TuningTrial known)
        {
            return known;
        }

        TunedPoint point = ladder.At(rung);
        PooledRow row = await half.RowAsync(ladder.Name, ladder.Points[rung], point.Coder(profile, 1), _seed, cancellation).ConfigureAwait(false);
        double bits = row.Size?.BitsPerElement ?? double.PositiveInfinity;
        double? drop = Value(row, MeasureNames.Difference) is double difference ? -difference : 100 - Value(row, MeasureNames.Agreement);
        double measure = row.Failed > 0 ? double.PositiveInfinity
            : _target.Drop is not null ? drop ?? double.PositiveInfinity
            : _target.Error is not null ? row.Distortion!.MaxError
            : bits;
        double limit = _target.Drop ?? _target.Error ?? _target.BitsPerElement!.Value;
        ValueInterval? interval = _target.Drop is null ? null
            : Value(row, MeasureNames.Difference) is not null ? Turned(row, MeasureNames.Difference, 0) : Turned(row, MeasureNames.Agreement, 100);
        double worth = _target.BitsPerElement is null ? bits : Value(row, MeasureNames.Divergence) ?? row.Distortion?.Mse ?? double.PositiveInfinity;
        var trial = new TuningTrial(ladder.Name, ladder.Points[rung], half.HeldOut, bits, measure, interval, measure <= limit, worth);
        _trials.Add(trial);
        _tell(trial);
        return trial;
    }

    private static double? Value(PooledRow row, string name) => row.Measures.FirstOrDefault(m => m.Name == name)?.Value;

    private static ValueInterval? Turned(PooledRow row, string name, double from) =>
        row.Measures.FirstOrDefault(m => m.Name == name)?.Interval is ValueInterval i ? new ValueInterval(from - i.High, from - i.Low) : null;

    private sealed record Candidate(TuningLadder Ladder, int Rung, int Steps, TuningTrial Tuned);
}
