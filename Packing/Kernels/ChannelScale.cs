using VideoFeat.Packing.Quantization;

namespace VideoFeat.Packing.Kernels;

/// <summary>What the loops need to know of one channel's quantizer, worked out once a channel.</summary>
internal readonly struct ChannelScale
{
    /// <summary>Ranges of 2^-100 to 2^126 with ends of at most 2^126 leave every float32 intermediate normal and finite; others take binary64.</summary>
    private const float SmallestRange = 7.888609e-31f;
    private const float LargestEnd = 8.507059e37f;

    public ChannelScale(ValueRange ends, int maxCode)
    {
        (float minimum, float maximum) = ends;
        Minimum = minimum;
        Maximum = maximum;
        MaxCode = maxCode;
        NanValue = Math.Clamp(0f, minimum, maximum);
        float range = maximum - minimum;
        Wide = range != 0 && !(range >= SmallestRange && range <= LargestEnd && Math.Max(Math.Abs(minimum), Math.Abs(maximum)) <= LargestEnd);
        Inverse = range == 0 ? 0 : maxCode / range;
        Step = range / maxCode;
    }

    public float Minimum { get; }

    public float Maximum { get; }

    public int MaxCode { get; }

    /// <summary>Codes for one unit of value, float32(MaxCode / (Maximum - Minimum)); 0 for a constant channel.</summary>
    public float Inverse { get; }

    /// <summary>Value of one code, float32((Maximum - Minimum) / MaxCode).</summary>
    public float Step { get; }

    /// <summary>What NaN counts as: the value of the range nearest to zero.</summary>
    public float NanValue { get; }

    /// <summary>True where float32 would overflow or lose precision: the loops take binary64.</summary>
    public bool Wide { get; }

    /// <summary>The code of a value: the definition that every vector width repeats operation by operation.</summary>
    public int Quantize(float value)
    {
        value = float.IsNaN(value) ? NanValue : value;
        value = value < Minimum ? Minimum : value;
        value = value > Maximum ? Maximum : value;
        if (Wide)
        {
            return (int)Math.Round(((double)value - Minimum) * (MaxCode / ((double)Maximum - Minimum)), MidpointRounding.ToEven);
        }

        // Adding 2^23 leaves the nearest integer, half to even, in the low mantissa bits.
        return BitConverter.SingleToInt32Bits(((value - Minimum) * Inverse) + 8388608f) & 0x7FFFFF;
    }

    /// <summary>The value of a code: the definition that every vector width repeats operation by operation.</summary>
    public float Dequantize(int code)
    {
        float value = Wide
            ? (float)(Minimum + (code * (((double)Maximum - Minimum) / MaxCode)))
            : Minimum + (code * Step);
        return value > Maximum ? Maximum : value;
    }
}
