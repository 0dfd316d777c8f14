namespace VideoFeat.Bridges.NearLossless;

/// <summary>How many segments run at once.</summary>
internal static class SegmentThreads
{
    /// <param name="threads">0: as many as there are processors.</param>
    /// <param name="cancellation">Looked at before each segment.</param>
    public static ParallelOptions Of(int threads, CancellationToken cancellation) =>
        new() { MaxDegreeOfParallelism = threads == 0 ? Environment.ProcessorCount : threads, CancellationToken = cancellation };
}
