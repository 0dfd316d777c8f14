using VideoFeat.Bridges.Profiles;

namespace VideoFeat.Bridges.NearLossless;

/// <summary>How codes become bytes without loss. Immutable.</summary>
public sealed record NearLosslessOptions
{
    /// <summary>How hard to try.</summary>
    public NearLosslessEffort Effort { get; init; } = NearLosslessEffort.Default;

    /// <summary>Sets from one that can be decoded by itself to the next: 1 (default) makes every set one, more lets the others refer to the set
    /// before them. At most 100000.</summary>
    public int KeyInterval { get; init; } = 1;

    /// <summary>Segments that may be coded at once; 0 (default): as many as there are processors. The bytes do not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>What was calibrated for these tensors at this effort and bit depth (<see cref="NearLosslessCalibration"/>); a decoder must have it. Null (default): none.</summary>
    public Profile? Profile { get; init; }

    /// <summary>Sets from one that carries the profile in the stream to the next; 0 (default): the other end has it. At most 1000000.</summary>
    public int ProfileInterval { get; init; }

    /// <summary>Decode what was coded before it leaves, and measure the largest error.</summary>
    public bool Verify { get; init; }

    /// <exception cref="ArgumentException">All faults, each with value and range.</exception>
    internal void Validate()
    {
        var faults = new List<string>();
        if (Effort is < NearLosslessEffort.Fast or > NearLosslessEffort.Best)
        {
            faults.Add($"Effort is {(int)Effort}; it must be Fast, Default or Best");
        }

        if (KeyInterval is < 1 or > 100_000)
        {
            faults.Add($"KeyInterval is {KeyInterval}; it must be 1..100000");
        }

        if (ProfileInterval is < 0 or > 1_000_000)
        {
            faults.Add($"ProfileInterval is {ProfileInterval}; it must be 0..1000000");
        }

        if (Threads is < 0 or > 1024)
        {
            faults.Add($"Threads is {Threads}; it must be 0..1024");
        }

        if (faults.Count > 0)
        {
            throw new ArgumentException($"Near-lossless options: {string.Join("; ", faults)}.");
        }
    }
}
