namespace VideoFeat.Reporting.Html;

/// <summary>How much was coded.</summary>
internal sealed record ItemCounts(int Items, int Labelled, long Elements);
