namespace VideoFeat.Packing.Quantization;

/// <summary>The range between two order statistics of the finite values.</summary>
internal static class PercentileRange
{
    /// <summary>With N finite values and k = floor(N * (1 - p / 100) / 2): the value with exactly k of the sorted values before it, and the one with k after it.</summary>
    public static ValueRange Of(ReadOnlySpan<float> values, double percentile)
    {
        float[] finite = [.. values.ToArray().Where(float.IsFinite)];
        if (finite.Length == 0)
        {
            return new ValueRange(0, 0);
        }

        Array.Sort(finite);
        int clipped = (int)(finite.Length * (1 - (percentile / 100)) / 2);
        return new ValueRange(finite[clipped] + 0f, finite[^(1 + clipped)] + 0f);
    }
}
