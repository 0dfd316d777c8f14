namespace VideoFeat.Bridges.Datasets;

/// <summary>One item of a dataset: where it lies, and what is known of it (docs/formats/dataset.md).</summary>
/// <param name="Id">Its name, unique in the dataset.</param>
/// <param name="Shard">Index of its file in <see cref="DatasetManifest.Shards"/>.</param>
/// <param name="First">Its first access unit in the file, from 0.</param>
/// <param name="Count">Access units.</param>
/// <param name="Sets">Feature sets: N of the batch axis, 1 where there is none.</param>
/// <param name="Bytes">Bytes of its access units as they lie in an MP4.</param>
/// <param name="Bpe">Bits per element, rounded to 4 decimals.</param>
/// <param name="MaxError">Largest absolute difference of a decoded element from its source, measured on what was decoded.</param>
/// <param name="State">How it was coded.</param>
/// <param name="CodesCrc32c">CRC-32C over the check CRCs of its access units.</param>
/// <param name="BytesCrc32c">CRC-32C over those bytes.</param>
/// <param name="Source">Where it came from; null where that is not known.</param>
public sealed record DatasetItem(
    string Id, int Shard, long First, int Count, int Sets, long Bytes, double Bpe, float MaxError, ItemState State, string CodesCrc32c, string BytesCrc32c, ItemSource? Source);
