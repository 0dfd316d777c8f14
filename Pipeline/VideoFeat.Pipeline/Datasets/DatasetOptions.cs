using VideoFeat.Bridges.Profiles;

namespace VideoFeat.Datasets;

/// <summary>How a dataset is read.</summary>
public sealed record DatasetOptions
{
    /// <summary>Decoders kept open, the ones used last; as many threads decode at once without opening another. 1..1024; default: two a processor.</summary>
    public int Decoders { get; init; } = 2 * Environment.ProcessorCount;

    /// <summary>Shards kept open, the ones used last, 1..4096. Each takes a file handle and 12 bytes for each of its access units.</summary>
    public int OpenShards { get; init; } = 128;

    /// <summary>Profiles for items that need one; null: only those that come in the shards.</summary>
    public ProfileLibrary? Profiles { get; init; }
}
