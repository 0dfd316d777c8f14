namespace VideoFeat.Evaluation;

/// <summary>How a confidence interval is drawn: the percentile bootstrap (Efron and Tibshirani, 1993, chapter 13).</summary>
public sealed record BootstrapOptions
{
    /// <summary>The most resamples that may be asked for.</summary>
    public const int MaxResamples = 1_000_000;

    /// <summary>Number of resamples, 1 to <see cref="MaxResamples"/>. Default 1000, the least that the book above advises for an interval.</summary>
    public int Resamples { get; init; } = 1000;

    /// <summary>Share of the resampled values inside the interval, above 0 and below 1. Default 0.95.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>Seed of the resampling. The same seed, resamples and number of items give the same interval. Default 1.</summary>
    public int Seed { get; init; } = 1;

    internal void Validate()
    {
        if (Resamples is < 1 or > MaxResamples)
        {
            throw new ArgumentException($"Bootstrap resamples is {Resamples}; it must be 1 to {MaxResamples}.");
        }

        if (!(Confidence > 0 && Confidence < 1))
        {
            throw new ArgumentException($"Bootstrap confidence is {Confidence}; it must be above 0 and below 1.");
        }
    }
}
