namespace VideoFeat.Reporting.Html;

/// <summary>Cells of one codec and point that failed for one reason, with the first few items' names.</summary>
internal sealed record FailureGroup(string Codec, string Point, int Cells, string Reason, IReadOnlyList<string> Items);
