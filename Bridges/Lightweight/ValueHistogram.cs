namespace VideoFeat.Bridges.Lightweight;

/// <summary>
/// Values counted in bins of their floating-point number's first 15 bits (sign, exponent, 6 of the mantissa): 64 bins an octave, at any scale, so that no outlier
/// coarsens the rest and the counts of several tensors add up. A bin also knows its mean.
/// </summary>
internal sealed class ValueHistogram : IValueDistribution
{
    private const int Shift = 17;
    private const int Bins = 1 << (32 - Shift);

    private readonly int[] _counts = new int[Bins];
    private readonly double[] _sums = new double[Bins];
    private readonly double[] _means = new double[Bins];
    private readonly double[] _mass = new double[Bins + 1];
    private readonly double[] _first = new double[Bins + 1];
    private readonly double[] _second = new double[Bins + 1];
    private bool _isCurrent;

    /// <inheritdoc/>
    public double Low { get; private set; } = double.PositiveInfinity;

    /// <inheritdoc/>
    public double High { get; private set; } = double.NegativeInfinity;

    /// <summary>Counts finite values.</summary>
    public void Add(ReadOnlySpan<float> values)
    {
        float low = float.PositiveInfinity, high = float.NegativeInfinity;
        foreach (float value in values)
        {
            int bin = Bin(value);
            _counts[bin]++;
            _sums[bin] += value;
            low = Math.Min(low, value);
            high = Math.Max(high, value);
        }

        Low = Math.Min(Low, low);
        High = Math.Max(High, high);
        _isCurrent = false;
    }

    /// <summary>Forgets all values.</summary>
    public void Clear()
    {
        if (Low <= High)
        {
            int first = Bin((float)Low), count = Bin((float)High) - first + 1;
            _counts.AsSpan(first, count).Clear();
            _sums.AsSpan(first, count).Clear();
        }

        (Low, High) = (double.PositiveInfinity, double.NegativeInfinity);
        _isCurrent = false;
    }

    /// <inheritdoc/>
    public CellMoments Between(double from, double to)
    {
        if (!_isCurrent)
        {
            Accumulate();
        }

        int start = Start(from), end = Math.Max(start, Start(to));
        return new CellMoments(_mass[end] - _mass[start], _first[end] - _first[start], _second[end] - _second[start]);
    }

    // Ordered as the values are.
    private static int Bin(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value + 0f);
        return (int)(((bits & 0x80000000) != 0 ? ~bits : bits | 0x80000000) >> Shift);
    }

    // The first bin whose mean is not below the value.
    private int Start(double value)
    {
        if (!(value > Low))
        {
            return Bin((float)Low);
        }

        if (value > High)
        {
            return Bin((float)High) + 1;
        }

        int bin = Bin((float)value);
        return _counts[bin] > 0 && _means[bin] < value ? bin + 1 : bin;
    }

    private void Accumulate()
    {
        int first = Bin((float)Low), last = Bin((float)High);
        long count = 0;
        for (int bin = first; bin <= last; bin++)
        {
            count += _counts[bin];
        }

        (_mass[first], _first[first], _second[first]) = (0, 0, 0);
        for (int bin = first; bin <= last; bin++)
        {
            double mean = _counts[bin] > 0 ? _sums[bin] / _counts[bin] : 0;
            _means[bin] = mean;
            _mass[bin + 1] = _mass[bin] + ((double)_counts[bin] / count);
            _first[bin + 1] = _first[bin] + (_sums[bin] / count);
            _second[bin + 1] = _second[bin] + (_sums[bin] * mean / count);
        }

        _isCurrent = true;
    }
}
