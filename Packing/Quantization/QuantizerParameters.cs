namespace VideoFeat.Packing.Quantization;

/// <summary>The range of one tensor's quantizer: what a decoder needs besides the codes. Immutable.</summary>
public sealed class QuantizerParameters : IEquatable<QuantizerParameters>
{
    private readonly float[] _minimum;
    private readonly float[] _maximum;

    /// <summary>Copies the ends: each one value for all channels or one a channel. Ends that all channels share are kept once, and -0 becomes +0.</summary>
    /// <exception cref="ArgumentException">Lengths differ and none is 1, an end is not finite, or a minimum is above its maximum.</exception>
    public QuantizerParameters(ReadOnlySpan<float> minimum, ReadOnlySpan<float> maximum)
    {
        if (Fault(minimum, maximum) is string fault)
        {
            throw new ArgumentException(fault);
        }

        _minimum = Shared(minimum);
        _maximum = Shared(maximum);
    }

    /// <summary>Lower ends: one for all channels, or one a channel.</summary>
    public ReadOnlySpan<float> Minimum => _minimum;

    /// <summary>Upper ends: one for all channels, or one a channel.</summary>
    public ReadOnlySpan<float> Maximum => _maximum;

    /// <summary>The range of a channel.</summary>
    public ValueRange this[int channel] => new(_minimum[_minimum.Length == 1 ? 0 : channel], _maximum[_maximum.Length == 1 ? 0 : channel]);

    /// <summary>True where all channels share one range.</summary>
    public bool IsPerTensor => _minimum.Length == 1 && _maximum.Length == 1;

    /// <summary>True where these can be the parameters of a tensor of that many channels.</summary>
    public bool Fits(int channels) =>
        (_minimum.Length == 1 || _minimum.Length == channels) && (_maximum.Length == 1 || _maximum.Length == channels);

    /// <summary>The same ends, bit for bit.</summary>
    public bool Equals(QuantizerParameters? other) => other is not null && Minimum.SequenceEqual(other.Minimum) && Maximum.SequenceEqual(other.Maximum);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as QuantizerParameters);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_minimum.Length, _minimum[0], _maximum.Length, _maximum[0]);

    /// <summary>What is wrong with the ends; null where nothing is.</summary>
    internal static string? Fault(ReadOnlySpan<float> minimum, ReadOnlySpan<float> maximum)
    {
        if (minimum.IsEmpty || maximum.IsEmpty || (minimum.Length != maximum.Length && minimum.Length != 1 && maximum.Length != 1))
        {
            return $"A quantizer has {minimum.Length} minima and {maximum.Length} maxima; each must be one, or one a channel.";
        }

        for (int i = 0; i < Math.Max(minimum.Length, maximum.Length); i++)
        {
            float low = minimum[minimum.Length == 1 ? 0 : i];
            float high = maximum[maximum.Length == 1 ? 0 : i];
            if (!(float.IsFinite(low) && float.IsFinite(high) && low <= high))
            {
                return $"Channel {i} of a quantizer has the range {low}..{high}; both must be finite, the first not above the second.";
            }
        }

        return null;
    }

    private static float[] Shared(ReadOnlySpan<float> ends)
    {
        float first = ends[0] + 0f;
        if (!ends.ContainsAnyExcept(first))
        {
            return [first];
        }

        float[] copy = ends.ToArray();
        for (int i = 0; i < copy.Length; i++)
        {
            copy[i] += 0f;
        }

        return copy;
    }
}
