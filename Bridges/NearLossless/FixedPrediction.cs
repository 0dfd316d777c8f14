using System.Runtime.CompilerServices;

namespace VideoFeat.Bridges.NearLossless;

/// <summary>Four weights for a whole segment, over W, N, NW and NE as differences to the channel's mode; the segment states them.</summary>
internal struct FixedPrediction(sbyte west, sbyte north, sbyte northWest, sbyte northEast, int stride, int maxCode) : IPrediction
{
    /// <summary>Bits behind the point of a weight.</summary>
    public const int WeightBits = 6;

    private const int Shift = WeightBits - IPrediction.FractionBits;
    private readonly int _largest = maxCode << IPrediction.FractionBits;
    private int _constant;

    /// <inheritdoc/>
    public void Open(in ChannelFacts facts) =>
        _constant = (facts.Mode * ((1 << WeightBits) - west - north - northWest - northEast)) + (1 << (Shift - 1));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Predict(ref short value, int offset)
    {
        int sum = (Unsafe.Add(ref value, -1) * west) + (Unsafe.Add(ref value, -stride) * north)
            + (Unsafe.Add(ref value, -stride - 1) * northWest) + (Unsafe.Add(ref value, -stride + 1) * northEast);
        return Math.Clamp((sum + _constant) >> Shift, 0, _largest);
    }

    /// <inheritdoc/>
    public readonly void Learn(int value)
    {
    }
}
