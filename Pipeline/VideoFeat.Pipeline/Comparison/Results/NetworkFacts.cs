namespace VideoFeat.Comparison.Results;

/// <summary>The network whose features were coded.</summary>
public sealed record NetworkFacts
{
    /// <summary>Its file name.</summary>
    public required string Model { get; init; }

    /// <summary>SHA-256 of the file, lower-case hex.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The tensors at the cut, in order.</summary>
    public required IReadOnlyList<string> Cut { get; init; }

    /// <summary>How pictures became the network's input.</summary>
    public required string Recipe { get; init; }

    /// <summary>classifier or detector.</summary>
    public required string Task { get; init; }

    /// <summary>Items with labels.</summary>
    public required int LabelledItems { get; init; }

    /// <summary>The measures of the uncut network.</summary>
    public required IReadOnlyList<MeasuredValue> Reference { get; init; }
}
