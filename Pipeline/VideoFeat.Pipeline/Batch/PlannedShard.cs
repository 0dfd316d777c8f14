using VideoFeat.Packing;

namespace VideoFeat.Batch;

/// <summary>Items of one kind that one worker codes from start to end.</summary>
/// <param name="Number">From 0 over the whole dataset.</param>
/// <param name="Items">In order of their ids.</param>
internal sealed record PlannedShard(int Number, IReadOnlyList<PlannedItem> Items)
{
    /// <summary>The tensors of one set, the same for all items.</summary>
    public IReadOnlyList<TensorSpec> Tensors => Items[0].Tensors;

    /// <summary>Bytes of its items' tensors in memory.</summary>
    public long TensorBytes { get; } = Items.Sum(i => i.TensorBytes);

    /// <summary>Name of its files up to the step and the extension.</summary>
    public string Name => $"shard-{Number:D5}";
}
