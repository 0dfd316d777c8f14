using System.Runtime.CompilerServices;
using VideoFeat.Bridges.Entropy;

namespace VideoFeat.Bridges.NearLossless;

/// <summary>Four weights for a whole segment, over W, N, NW and NE as differences to the channel's mode; the segment states them.</summary>
internal struct FixedPrediction(FixedWeights weights, int maxCode)
{
    /// <summary>Bits behind the point of a weight.</summary>
    public const int WeightBits = 6;

    private readonly int _west = weights.West;
    private readonly int _north = weights.North;
    private readonly int _northWest = weights.NorthWest;
    private readonly int _northEast = weights.NorthEast;
    private int _constant;

    /// <summary>Starts a channel.</summary>
    public void Open(in ChannelFacts facts) =>
        _constant = (facts.Mode * ((1 << WeightBits) - _west - _north - _northWest - _northEast)) + (1 << (WeightBits - 1));

    /// <summary>The predicted code, within the codes' range.</summary>
    /// <param name="above">Where N is.</param>
    /// <param name="west">W.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Predict(ref short above, int west)
    {
        // What comes from the left comes last: it is what a decoder waits for.
        int sum = (above * _north) + (Unsafe.Add(ref above, -1) * _northWest) + ((Unsafe.Add(ref above, 1) * _northEast) + _constant) + (west * _west);
        return Branchless.Clamp(sum >> WeightBits, 0, maxCode);
    }
}
