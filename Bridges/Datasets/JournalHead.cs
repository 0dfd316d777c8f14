namespace VideoFeat.Bridges.Datasets;

/// <summary>The first line of a journal: which run it belongs to.</summary>
/// <param name="Format"><see cref="Journal.Format"/>.</param>
/// <param name="Version">1.</param>
/// <param name="Plan">SHA-256 of the plan.</param>
/// <param name="Settings">What was asked of the coder.</param>
/// <param name="MaxError">How wrong an element can be at most.</param>
/// <param name="Items">Items of the plan.</param>
/// <param name="Shards">Shards of the plan.</param>
public sealed record JournalHead(string Format, int Version, string Plan, IReadOnlyDictionary<string, string> Settings, ErrorLimit? MaxError, long Items, int Shards);
