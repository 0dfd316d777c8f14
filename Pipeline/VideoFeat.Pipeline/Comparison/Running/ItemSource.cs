using VideoFeat.Evaluation;
using VideoFeat.Packing;

namespace VideoFeat.Comparison.Running;

/// <summary>One item of a comparison, read when it is needed.</summary>
/// <param name="Id">Its name, unique in the comparison.</param>
/// <param name="Group">What it belongs to; may be empty.</param>
/// <param name="Key">Hash of the files, labels and network that it is made of: equal keys mean equal items.</param>
/// <param name="Load">Its sets, in order; each belongs to the caller.</param>
public sealed record ItemSource(string Id, string Group, string Key, Func<CancellationToken, IReadOnlyList<SourceSet>> Load);

/// <summary>One time step of an item with what is known of it. Owns its features until disposed.</summary>
public sealed class SourceSet(FeatureSet features) : IDisposable
{
    /// <summary>The features, float32, batch axis 1.</summary>
    public FeatureSet Features => features;

    /// <summary>The uncut network's first output; empty without a network.</summary>
    public IReadOnlyList<float> Whole { get; init; } = [];

    /// <summary>Class index; null where unknown.</summary>
    public int? Label { get; init; }

    /// <summary>Labelled boxes in picture pixels; null where unknown.</summary>
    public IReadOnlyList<LabelledBox>? Objects { get; init; }

    /// <summary>The picture that it was made of; null where it is a tensor file.</summary>
    public string? Picture { get; init; }

    /// <summary>The picture's width in pixels; 0 without one.</summary>
    public int Width { get; init; }

    /// <summary>The picture's height in pixels; 0 without one.</summary>
    public int Height { get; init; }

    /// <inheritdoc/>
    public void Dispose() => features.Dispose();
}
