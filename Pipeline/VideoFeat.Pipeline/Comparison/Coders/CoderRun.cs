using VideoFeat.Packing;

namespace VideoFeat.Comparison.Coders;

/// <summary>What a coder made of one item. Owns the restored sets until disposed.</summary>
internal sealed record CoderRun : IDisposable
{
    /// <summary>The restored sets, in order; empty where the coder restores no features (coded input pictures).</summary>
    public required IReadOnlyList<FeatureSet> Restored { get; init; }

    /// <summary>All bytes needed to restore, without a container.</summary>
    public required long TotalBytes { get; init; }

    /// <summary>Of the total, parameter sets and descriptions.</summary>
    public required long DescriptionBytes { get; init; }

    /// <summary>What the default carrier, MP4, adds; 0 where the total is of the coder's own file.</summary>
    public long ContainerBytes { get; init; }

    /// <summary>Bytes on the wire; null where the coder has no RTP payload.</summary>
    public long? WireBytes { get; init; }

    public required double EncodeSeconds { get; init; }

    public required double DecodeSeconds { get; init; }

    /// <summary>Most resident memory of a child process; null where the work was done in our own.</summary>
    public long? ChildPeakBytes { get; init; }

    public bool ChildProcess { get; init; }

    /// <summary>The exact command.</summary>
    public required string CommandLine { get; init; }

    public void Dispose()
    {
        foreach (FeatureSet set in Restored)
        {
            set.Dispose();
        }
    }
}
