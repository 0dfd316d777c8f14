using VideoFeat.Bridges.Onnx;
using VideoFeat.Evaluation;

namespace VideoFeat.Splitting;

/// <summary>What the back half's outputs are worth: the uncut network's beside them, and labels where there are any.</summary>
public abstract class TaskScore
{
    /// <summary>Takes the outputs for one item; <paramref name="outputs"/> is null where its features were lost.</summary>
    public abstract void Add(EvaluationItem item, NetworkOutputs? outputs, NetworkOutputs reference);

    /// <summary>The measures, name to value, in the order in which a table shows them; shares in percent.</summary>
    public abstract IReadOnlyList<Measure> Measures();

    /// <summary>The same measures of the uncut network where they have a meaning.</summary>
    public abstract IReadOnlyList<Measure> ReferenceMeasures();
}

/// <summary>One figure of a score.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value; null where it cannot be had (no labels).</param>
/// <param name="Unit">Its unit: %, nats, points.</param>
public sealed record Measure(string Name, double? Value, string Unit);
