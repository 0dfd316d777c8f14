namespace VideoFeat.Packing.Quantization;

/// <summary>Ranges of channels whose ends take 16 bits each in the feature header: the upper halves of float32, rounded outward.</summary>
/// <remarks>The quantizer uses the rounded ends, so its bound holds with the step that the decoder sees. An end grows by less than 2^-7 of its magnitude.
/// Where that would widen a range by more than <see cref="MostGrowth"/> (a narrow range far from zero, a constant), the channel keeps its float32 ends.</remarks>
internal static class CompactRange
{
    /// <summary>1/32: one code in 32 is the most that rounding may cost; of the features measured, only near-constant channels exceed it.</summary>
    private const double MostGrowth = 1.0 / 32;

    public static QuantizerParameters Parameters(ReadOnlySpan<ValueRange> ranges)
    {
        var minimum = new float[ranges.Length];
        var maximum = new float[ranges.Length];
        for (int c = 0; c < ranges.Length; c++)
        {
            ValueRange outward = Outward(ranges[c]);
            minimum[c] = outward.Minimum;
            maximum[c] = outward.Maximum;
        }

        return new QuantizerParameters(minimum, maximum);
    }

    /// <summary>The range with ends of 16 bits, or the range itself where those would cost too much.</summary>
    public static ValueRange Outward(ValueRange range)
    {
        float low = -UpperHalf(-range.Minimum);
        float high = UpperHalf(range.Maximum);
        return (double)high - low <= ((double)range.Maximum - range.Minimum) * (1 + MostGrowth) ? new ValueRange(low, high) : range;
    }

    /// <summary>The smallest upper half that is not below the value; infinity where there is none.</summary>
    private static float UpperHalf(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        uint top = bits & 0xFFFF0000;
        return BitConverter.UInt32BitsToSingle(top == bits || float.IsNegative(value) ? top : top + 0x10000);
    }
}
