namespace VideoFeat.Comparison.Results;

/// <summary>What coding cost. The only figures that differ from one run to the next.</summary>
public sealed record CostFigures
{
    /// <summary>Seconds to code the item, quantizing and packing included; of a child process, its start too.</summary>
    public required double EncodeSeconds { get; init; }

    /// <summary>Seconds to restore it.</summary>
    public required double DecodeSeconds { get; init; }

    /// <summary>Float32 bytes of the item, in 10^6, by <see cref="EncodeSeconds"/>.</summary>
    public required double EncodeMegabytesPerSecond { get; init; }

    /// <summary>The same for decoding.</summary>
    public required double DecodeMegabytesPerSecond { get; init; }

    /// <summary>The most resident memory of the process (ours or the child) meanwhile, in bytes; null where it was not measured.</summary>
    public long? PeakMemoryBytes { get; init; }

    /// <summary>Cells that ran at a time; above 1, times are of a shared machine.</summary>
    public required int AtATime { get; init; }

    /// <summary>True where a child process did the work, whose start the times hold.</summary>
    public bool ChildProcess { get; init; }
}
