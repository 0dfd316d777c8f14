namespace VideoFeat.Monitoring.Figures;

/// <summary>Everything that the page shows, but the history and the picture.</summary>
internal sealed record FigureSheet
{
    public required string Title { get; init; }

    /// <summary>Waiting for the first set, receiving, silent (none for 2 s), or ended.</summary>
    public required string Phase { get; init; }

    public required double UptimeSeconds { get; init; }

    public required FigurePoint Point { get; init; }

    public required StateTotals Totals { get; init; }

    /// <summary>Bytes of all access units since the start.</summary>
    public required long Bytes { get; init; }

    /// <summary>Bits of the newest set's codes; null before the first.</summary>
    public required int? BitDepth { get; init; }

    /// <summary>The stages in their order, and last the whole from capture to hand-over.</summary>
    public required IReadOnlyList<StageDelay> Stages { get; init; }

    /// <summary>The newest set's tensors: shape, type, and name where it has one.</summary>
    public required IReadOnlyList<string> Tensors { get; init; }

    /// <summary>The latest sets that were not whole, the newest first.</summary>
    public required IReadOnlyList<Fault> Faults { get; init; }

    public required LinkFigures? Link { get; init; }

    public required AnswerSheet? Answer { get; init; }

    public sealed record StateTotals(long Intact, long Unchecked, long Concealed, long Lost);

    /// <summary>Milliseconds over the sliding window; null where the stream says nothing of the stage.</summary>
    public sealed record StageDelay(string Name, double? Median, double? P99);

    /// <param name="Time">Seconds since 1970-01-01 UTC.</param>
    /// <param name="Sequence">The set's number.</param>
    /// <param name="State">Lost or concealed.</param>
    /// <param name="Reason">Why.</param>
    public sealed record Fault(double Time, ulong Sequence, string State, string Reason);
}
