namespace VideoFeat.Tuning;

/// <summary>What an operating point must hold. One of the three is given.</summary>
public sealed record TuningTarget
{
    /// <summary>Most points of accuracy that may be lost against the uncut network; without labels, of agreement with it. 0..100.</summary>
    public double? Drop { get; init; }

    /// <summary>The largest |x - x'| that any element may have; above 0.</summary>
    public double? Error { get; init; }

    /// <summary>Most bits per element; above 0. Of what stays below, the least divergence of the network's answers wins, without a network the least squared error.</summary>
    public double? BitsPerElement { get; init; }

    /// <exception cref="ArgumentException">None or several are given, or one is out of range.</exception>
    public void Validate()
    {
        if (new[] { Drop, Error, BitsPerElement }.Count(v => v is not null) != 1)
        {
            throw new ArgumentException("Give one target: --target-drop, --target-error or --target-bpe.");
        }

        if (Drop is double drop && !(drop >= 0 && drop <= 100))
        {
            throw new ArgumentException($"--target-drop is {drop}; allowed are 0..100 points.");
        }

        if (Error is double error && !(error > 0 && double.IsFinite(error)))
        {
            throw new ArgumentException($"--target-error is {error}; it must be above 0.");
        }

        if (BitsPerElement is double bits && !(bits > 0 && bits <= 64))
        {
            throw new ArgumentException($"--target-bpe is {bits}; it must be above 0, at most 64.");
        }
    }
}
