namespace VideoFeat.Streaming.Adaptation;

/// <summary>What adaptation did.</summary>
public sealed record AdaptationReport
{
    /// <summary>Rate now.</summary>
    public double Kbps { get; init; }

    /// <summary>Lowest rate so far.</summary>
    public double LowestKbps { get; init; }

    /// <summary>One set of this many is sent now.</summary>
    public int OneOf { get; init; } = 1;

    /// <summary>The largest of these so far.</summary>
    public int LargestOneOf { get; init; } = 1;

    /// <summary>Sets that were left out.</summary>
    public long SetsOmitted { get; init; }

    /// <summary>Times the rate fell.</summary>
    public int Falls { get; init; }

    /// <summary>Steps in order: each fall, each change of the sets sent, and rises by a quarter; the first <see cref="RateAdapter.MostSteps"/>.</summary>
    public IReadOnlyList<AdaptationStep> Steps { get; init; } = [];
}
