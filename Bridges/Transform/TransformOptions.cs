using VideoFeat.Bridges.Profiles;

namespace VideoFeat.Bridges.Transform;

/// <summary>How feature sets are coded by a calibrated transform. Immutable.</summary>
public sealed record TransformOptions
{
    /// <summary>What <c>videofeat calibrate</c> made for this network and cut.</summary>
    public required Profile Profile { get; init; }

    /// <summary>Size of the steps: 1 (default) is one standard deviation of the tensor where the profile weighs nothing; 1/16 to 64, and rounded to
    /// sixteenths of an octave. Larger is coarser.</summary>
    public double StepScale { get; init; } = 1;

    /// <summary>Sets from one that can be decoded by itself to the next: 1 (default) makes every set one, more lets the others be predicted from the set
    /// before them. At most 100000.</summary>
    public int KeyInterval { get; init; } = 1;

    /// <summary>Sets from one that carries the profile to the next, rounded up to key sets; 0 (default): the profile does not travel in the stream.</summary>
    public int ProfileInterval { get; init; }

    /// <summary>Segments that may be coded at once; 0 (default): as many as there are processors. The bytes do not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>Decode what was coded before it leaves, and measure the largest error.</summary>
    public bool Verify { get; init; }

    /// <summary><see cref="StepScale"/> as an exponent in sixteenths of an octave.</summary>
    internal int Quality => Octaves.Nearest(StepScale);

    /// <exception cref="ArgumentException">All faults, each with value and range.</exception>
    internal void Validate()
    {
        var faults = new List<string>();
        if (!(StepScale is >= 1.0 / 16 and <= 64))
        {
            faults.Add($"StepScale is {StepScale}; it must be 1/16 to 64");
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
            throw new ArgumentException($"Transform options: {string.Join("; ", faults)}.");
        }
    }
}
