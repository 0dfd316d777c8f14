using VideoFeat.Packing;

namespace VideoFeat.Batch;

/// <summary>An item and what its headers say.</summary>
/// <param name="Source">Where it is.</param>
/// <param name="Sets">N of the batch axis; 1 where there is none.</param>
/// <param name="Tensors">The tensors of one set.</param>
internal sealed record PlannedItem(BatchSource Source, int Sets, IReadOnlyList<TensorSpec> Tensors)
{
    /// <summary>Bytes of its tensors in memory.</summary>
    public long TensorBytes => Sets * Tensors.Sum(t => t.ByteLength);
}
