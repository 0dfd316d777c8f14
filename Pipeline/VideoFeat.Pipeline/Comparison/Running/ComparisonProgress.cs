namespace VideoFeat.Comparison.Running;

/// <summary>How far a comparison is.</summary>
/// <param name="Cells">Cells of the whole run.</param>
/// <param name="Done">Cells done since the report before.</param>
public readonly record struct ComparisonProgress(long Cells, int Done);
