namespace VideoFeat.Comparison.Results;

/// <summary>An item that could not be read: a damaged file, a damaged item of a dataset. It has no cells, and no pooled row holds it.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Reason">Why, one line.</param>
public sealed record UnreadItem(string Id, string Reason);
