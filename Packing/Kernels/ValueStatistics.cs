namespace VideoFeat.Packing.Kernels;

/// <summary>Extremes of the finite values of a run, and how many are not finite. Start from <see cref="None"/>.</summary>
internal struct ValueStatistics
{
    public float Minimum;
    public float Maximum;
    public long NaNs;
    public long Infinities;

    public static ValueStatistics None => new() { Minimum = float.PositiveInfinity, Maximum = float.NegativeInfinity };

    /// <summary>The range; 0..0 where no value was finite.</summary>
    public readonly Quantization.ValueRange Range => Minimum <= Maximum ? new(Minimum + 0f, Maximum + 0f) : new(0f, 0f);

    /// <summary>Takes in one value.</summary>
    public void Add(float value)
    {
        if (float.IsFinite(value))
        {
            Minimum = Math.Min(Minimum, value);
            Maximum = Math.Max(Maximum, value);
        }
        else if (float.IsNaN(value))
        {
            NaNs++;
        }
        else
        {
            Infinities++;
        }
    }
}
