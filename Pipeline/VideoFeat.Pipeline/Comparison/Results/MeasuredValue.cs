namespace VideoFeat.Comparison.Results;

/// <summary>One figure of a task: accuracy, agreement, divergence, and differences to the uncut network.</summary>
public sealed record MeasuredValue
{
    /// <summary>One of <see cref="MeasureNames"/>.</summary>
    public required string Name { get; init; }

    /// <summary>%, points, nats.</summary>
    public required string Unit { get; init; }

    /// <summary>The value; null where it cannot be had.</summary>
    public double? Value { get; init; }

    /// <summary>95 % bootstrap interval over items, paired with the uncut network where the figure is a difference.</summary>
    public ValueInterval? Interval { get; init; }
}
