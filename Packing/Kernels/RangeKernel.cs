namespace VideoFeat.Packing.Kernels;

/// <summary>Smallest and largest finite values.</summary>
internal static class RangeKernel
{
    /// <summary>Takes a run into the statistics.</summary>
    public static void Accumulate(ReadOnlySpan<float> values, ref ValueStatistics statistics)
    {
        foreach (float value in values)
        {
            statistics.Add(value);
        }
    }
}
