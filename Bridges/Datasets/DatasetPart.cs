namespace VideoFeat.Bridges.Datasets;

/// <summary>Which part of a dataset one worker of several makes.</summary>
/// <param name="Index">From 0.</param>
/// <param name="Count">Parts in all, at least 1.</param>
public sealed record DatasetPart(int Index, int Count)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Index:D5}-of-{Count:D5}";
}
