using System.Diagnostics;
using System.Runtime.ExceptionServices;
using VideoFeat.Bridges;
using VideoFeat.Bridges.Onnx;
using VideoFeat.Packing;

namespace VideoFeat.Splitting;

/// <summary>
/// The main job, measured: front half, a file for each operating point, back half out of that file, the uncut network beside it.
/// Features are not held: the second pass makes them again to measure the error.
/// </summary>
public sealed class SplitEvaluation
{
    private readonly SplitModel _model;
    private readonly TensorShape _input;
    private readonly EvaluationItems _items;
    private readonly Action _step;

    /// <param name="model">The network and its cut; stays the caller's.</param>
    /// <param name="input">Shape of the network's input for one item.</param>
    /// <param name="items">What to run.</param>
    /// <param name="step">Called after each item of each of the two passes.</param>
    public SplitEvaluation(SplitModel model, TensorShape input, EvaluationItems items, Action? step = null)
    {
        _model = model;
        _input = input;
        _items = items;
        _step = step ?? (() => { });
    }

    /// <summary>Runs all points over all items; files go to <paramref name="folder"/>, named by the points.</summary>
    /// <param name="points">Ways of coding.</param>
    /// <param name="folder">Where the files are written; made if missing.</param>
    /// <param name="extension">Container: .mp4, .mkv, .ts or .hevc.</param>
    /// <param name="score">Makes a fresh score for a point.</param>
    /// <param name="cancellation">Looked at between items.</param>
    public EvaluationResult Run(
        IReadOnlyList<OperatingPoint> points, string folder, string extension, Func<TaskScore> score, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(score);
        Directory.CreateDirectory(folder);
        PointRun[] runs = [.. points.Select(p => new PointRun(p, Path.Combine(folder, FileName(p.Name) + extension), score()))];
        try
        {
            Encode(runs, cancellation);
            return Decode(runs, cancellation);
        }
        finally
        {
            Array.ForEach(runs, r => r.Dispose());
        }
    }

    private static string FileName(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c == '-' ? c : '-'));

    private void Encode(PointRun[] runs, CancellationToken cancellation)
    {
        var identity = new StreamIdentity(_model.Hash, string.Join('+', _model.Cut));
        for (int i = 0; i < _items.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            EvaluationItem item = _items.Read(i);
            using FeatureSet features = _model.Front(item.Picture.Values, _input, cancellation);
            using var named = new FeatureSet([.. features]) { ItemId = item.Id };
            ForEach(runs, run => run.Encode(named, identity));

            _step();
        }

        Array.ForEach(runs, r => r.FinishFile());
    }

    private EvaluationResult Decode(PointRun[] runs, CancellationToken cancellation)
    {
        Array.ForEach(runs, r => r.StartDecoding(cancellation));
        var front = new Stopwatch();
        var whole = new Stopwatch();
        for (int i = 0; i < _items.Count; i++)
        {
            EvaluationItem item = _items.Read(i);
            front.Start();
            using FeatureSet features = _model.Front(item.Picture.Values, _input, cancellation);
            front.Stop();
            whole.Start();
            using NetworkOutputs reference = _model.Whole(item.Picture.Values, _input, cancellation);
            whole.Stop();
            ForEach(runs, run => run.Finish(i, _model, item, features, reference, cancellation));

            _step();
        }

        double n = Math.Max(1, _items.Count);
        return new EvaluationResult(
            runs[0].Score.ReferenceMeasures(), [.. runs.Select(r => r.Result())],
            front.Elapsed.TotalMilliseconds / n, runs.Average(r => r.BackMilliseconds), whole.Elapsed.TotalMilliseconds / n);
    }

    // The points have nothing in common but what they read, so every core takes one.
    private static void ForEach(PointRun[] runs, Action<PointRun> action)
    {
        try
        {
            Parallel.ForEach(runs, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, action);
        }
        catch (AggregateException faults)
        {
            ExceptionDispatchInfo.Throw(faults.InnerExceptions[0]);
        }
    }
}
