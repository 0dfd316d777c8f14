namespace VideoFeat.Bridges.Datasets;

/// <summary>An item that is not in the dataset.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Source">Its file, relative to the input that was named.</param>
/// <param name="Reason">Why, in one line.</param>
public sealed record BadItem(string Id, string Source, string Reason);
