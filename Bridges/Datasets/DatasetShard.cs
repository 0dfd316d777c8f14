namespace VideoFeat.Bridges.Datasets;

/// <summary>One file of a dataset.</summary>
/// <param name="File">Its name in the dataset's folder.</param>
/// <param name="Kind">Index of its kind in <see cref="DatasetManifest.Kinds"/>.</param>
/// <param name="Items">Items that it holds.</param>
/// <param name="Units">Access units.</param>
/// <param name="Bytes">Its length.</param>
public sealed record DatasetShard(string File, int Kind, int Items, long Units, long Bytes);
