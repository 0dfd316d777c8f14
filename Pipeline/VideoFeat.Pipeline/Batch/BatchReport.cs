using VideoFeat.Bridges.Datasets;

namespace VideoFeat.Batch;

/// <summary>What a run, or a dataset, comes to.</summary>
/// <param name="Output">The dataset's folder.</param>
/// <param name="Manifest">What the dataset, or the part, says.</param>
/// <param name="Resumed">Items that earlier runs had done.</param>
/// <param name="TensorBytes">Bytes of all its tensors in memory.</param>
/// <param name="Elapsed">Time that this run took.</param>
public sealed record BatchReport(string Output, DatasetManifest Manifest, long Resumed, long TensorBytes, TimeSpan Elapsed)
{
    /// <summary>Bytes of all shards.</summary>
    public long CodedBytes => Manifest.Shards.Sum(s => s.Bytes);

    /// <summary>Elements of all items.</summary>
    public long Elements => Manifest.Items.Sum(i => i.Sets * Manifest.KindOf(i).Elements);

    /// <summary>Bits of the shards, containers included, over the elements; 0 where there are none.</summary>
    public double BitsPerElement => Elements == 0 ? 0 : 8.0 * CodedBytes / Elements;

    /// <summary>Largest error of an item; 0 where there are none.</summary>
    public float MaxError => Manifest.Items.Count == 0 ? 0 : Manifest.Items.Max(i => i.MaxError);

    /// <summary>Items of that state.</summary>
    public int Count(ItemState state) => Manifest.Items.Count(i => i.State == state);
}
