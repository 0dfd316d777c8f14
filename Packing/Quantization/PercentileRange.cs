namespace VideoFeat.Packing.Quantization;

/// <summary>The range between two order statistics of the finite values, found exactly in three passes without sorting or copying.</summary>
internal static class PercentileRange
{
    // The 32 bits of a key are looked at in digits of 11, 11 and 10 bits: histograms of 8 KiB stay in the first-level cache.
    private const int Digit = 11;
    private const int Buckets = 1 << Digit;

    /// <summary>With N finite values and k = floor(N * (1 - p / 100) / 2): the value with k of the sorted values before it, and the one with k after it.
    /// 0..0 where no value is finite.</summary>
    public static ValueRange Of(ReadOnlySpan<float> values, double percentile)
    {
        Span<int> histogram = stackalloc int[Buckets];
        int count = Count(values, histogram, 0, 0, 21);
        if (count == 0)
        {
            return new ValueRange(0, 0);
        }

        int clipped = (int)(count * (1 - (percentile / 100)) / 2);
        return new ValueRange(Select(values, histogram, clipped), Select(values, histogram, count - 1 - clipped));
    }

    /// <summary>The value with <paramref name="rank"/> finite values before it in sorted order; <paramref name="top"/> counts the keys' highest digit.</summary>
    private static float Select(ReadOnlySpan<float> values, ReadOnlySpan<int> top, int rank)
    {
        Span<int> histogram = stackalloc int[Buckets];
        uint key = Take(top, ref rank) << 21;
        Count(values, histogram, key, 0xFFE00000, 10);
        key |= Take(histogram, ref rank) << 10;
        Count(values, histogram, key, 0xFFFFFC00, 0);
        key |= Take(histogram, ref rank);
        return BitConverter.UInt32BitsToSingle((key & 0x80000000) != 0 ? key & 0x7FFFFFFF : ~key) + 0f;
    }

    /// <summary>Counts one digit of the keys of the finite values that begin like <paramref name="prefix"/>; returns how many those were.</summary>
    private static int Count(ReadOnlySpan<float> values, Span<int> histogram, uint prefix, uint mask, int shift)
    {
        histogram.Clear();
        int count = 0;
        foreach (float value in values)
        {
            uint key = Key(value);
            if ((key & mask) == prefix && float.IsFinite(value))
            {
                histogram[(int)((key >> shift) & (Buckets - 1))]++;
                count++;
            }
        }

        return count;
    }

    /// <summary>The bucket that holds the rank, which becomes the rank within it.</summary>
    private static uint Take(ReadOnlySpan<int> histogram, ref int rank)
    {
        uint bucket = 0;
        while (rank >= histogram[(int)bucket])
        {
            rank -= histogram[(int)bucket++];
        }

        return bucket;
    }

    /// <summary>An unsigned number that is ordered as the floats are.</summary>
    private static uint Key(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return (bits & 0x80000000) != 0 ? ~bits : bits | 0x80000000;
    }
}
