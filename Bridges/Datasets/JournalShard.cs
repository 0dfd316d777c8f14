namespace VideoFeat.Bridges.Datasets;

/// <summary>What became of one planned shard: the files that were made of it. Indices count within.</summary>
/// <param name="Shard">Its number in the plan.</param>
/// <param name="Kinds">Kinds of the files.</param>
/// <param name="Files">Its files; none where no item of it could be coded.</param>
/// <param name="Bad">Its items that could not be coded.</param>
/// <param name="Items">Its items, in the plan's order.</param>
public sealed record JournalShard(
    int Shard, IReadOnlyList<DatasetKind> Kinds, IReadOnlyList<DatasetShard> Files, IReadOnlyList<BadItem> Bad, IReadOnlyList<DatasetItem> Items);
