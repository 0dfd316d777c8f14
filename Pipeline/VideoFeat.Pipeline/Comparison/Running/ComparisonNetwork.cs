using VideoFeat.Bridges.Onnx;
using VideoFeat.Evaluation;
using VideoFeat.Packing;
using VideoFeat.Splitting;

namespace VideoFeat.Comparison.Running;

/// <summary>The network that judges restored features. Takes the model and disposes it.</summary>
/// <param name="model">The network, cut.</param>
/// <param name="recipe">How pictures become its input.</param>
/// <param name="detector">A YOLOX detector's output; null for a classifier.</param>
public sealed class ComparisonNetwork(SplitModel model, InputRecipe recipe, YoloxOptions? detector) : IDisposable
{
    private const double LeastShare = 1e-4;

    private readonly YoloxHead? _head = detector is null ? null : new YoloxHead(detector);

    /// <summary>The network.</summary>
    public SplitModel Model => model;

    /// <summary>How pictures become its input.</summary>
    public InputRecipe Recipe => recipe;

    /// <summary>A YOLOX detector's output; null for a classifier.</summary>
    public YoloxOptions? Detector => detector;

    /// <summary>Classes of a detector; null for a classifier.</summary>
    public int? DetectorClasses => detector?.Classes;

    /// <summary>classifier or detector.</summary>
    public string Task => detector is null ? "classifier" : "detector";

    /// <summary>What its answers depend on: hash, cut and task.</summary>
    public string Key => $"{Convert.ToHexStringLower(model.Hash.Span)} {string.Join('+', model.Cut)} {recipe} {detector}";

    /// <summary>The back half's first output.</summary>
    public float[] Answer(FeatureSet set, CancellationToken cancellation)
    {
        // A tensor file need not know the names of the cut.
        using NetworkOutputs outputs = model.Back(Named(set), cancellation);
        return outputs[0].Elements<float>().ToArray();
    }

    /// <summary>The uncut network's first output on a picture.</summary>
    public float[] Whole(PictureInput picture, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(picture);
        using NetworkOutputs outputs = model.Whole(picture.Values, recipe.Shape, cancellation);
        return outputs[0].Elements<float>().ToArray();
    }

    /// <inheritdoc/>
    public void Dispose() => model.Dispose();

    internal SetReference Reference(SourceSet source)
    {
        if (_head is not null)
        {
            return new SetReference { Expected = _head.Decode([.. source.Whole], Letterbox(source)), Objects = source.Objects };
        }

        return new SetReference { Rank = source.Label is int label ? Logits.RankOf(label, [.. source.Whole]) : null };
    }

    internal SetAnswer Judge(float[] answer, SourceSet source, SetReference reference)
    {
        float[] whole = [.. source.Whole];
        if (_head is null)
        {
            return new SetAnswer
            {
                Agreeing = Logits.Winner(answer) == Logits.Winner(whole) ? 1 : 0,
                Comparable = 1,
                Divergence = Logits.KullbackLeibler(whole, answer),
                Rank = source.Label is int label ? Logits.RankOf(label, answer) : null,
            };
        }

        IReadOnlyList<Detection> found = _head.Decode(answer, Letterbox(source));
        var agreement = new DetectionAgreement();
        agreement.Add(found, reference.Expected!);
        DetectionAgreementReport report = agreement.Report();
        return new SetAnswer
        {
            Agreeing = report.Matched + report.Detections - report.Unmatched,
            Comparable = report.ReferenceDetections + report.Detections,
            Divergence = CellDivergence(whole, answer, _head.RowLength),
            Found = found,
        };
    }

    // Each cell and class is a question answered with yes or no.
    private static double CellDivergence(float[] whole, float[] answer, int row)
    {
        const int objectness = 4, classes = 5;
        double sum = 0;
        for (int r = 0; r < answer.Length; r += row)
        {
            for (int c = classes; c < row; c++)
            {
                double p = Math.Clamp((double)whole[r + objectness] * whole[r + c], LeastShare, 1 - LeastShare);
                double q = Math.Clamp((double)answer[r + objectness] * answer[r + c], LeastShare, 1 - LeastShare);
                sum += (p * Math.Log(p / q)) + ((1 - p) * Math.Log((1 - p) / (1 - q)));
            }
        }

        return sum;
    }

    private Letterbox Letterbox(SourceSet source) => source.Width > 0
        ? new Letterbox(source.Width, source.Height, detector!.InputWidth, detector.InputHeight)
        : new Letterbox(detector!.InputWidth, detector.InputHeight, detector.InputWidth, detector.InputHeight);

    private FeatureSet Named(FeatureSet set)
    {
        if (set.Select(t => t.Name).SequenceEqual(model.Cut))
        {
            return set;
        }

        // Wraps memory that stays the caller's, so the new set needs no disposing.
        return new FeatureSet([.. set.Select((t, i) => FeatureTensor.Wrap(t.Spec with { Name = model.Cut[i] }, t.Memory))]);
    }
}
