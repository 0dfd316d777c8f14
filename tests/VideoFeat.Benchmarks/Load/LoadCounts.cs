namespace VideoFeat.Benchmarks.Load;

/// <summary>What became of the sets so far.</summary>
internal readonly record struct LoadCounts(long Sent, long Intact, long Lost, long Wrong, long Retransmitted)
{
    public static LoadCounts operator +(LoadCounts a, LoadCounts b) =>
        new(a.Sent + b.Sent, a.Intact + b.Intact, a.Lost + b.Lost, a.Wrong + b.Wrong, a.Retransmitted + b.Retransmitted);
}
