using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using VideoFeat.Bridges.Entropy;

namespace VideoFeat.Bridges.NearLossless;

/// <summary>
/// Effort fast's prediction of a channel's elements: four weights for a whole segment over W, N, NW and NE as differences to the channel's mode.
/// Rows have one value on either side.
/// </summary>
internal readonly struct FixedPrediction(FixedWeights weights, in ChannelFacts facts, int maxCode)
{
    private readonly int _west = weights.West;
    private readonly int _north = weights.North;
    private readonly int _northWest = weights.NorthWest;
    private readonly int _northEast = weights.NorthEast;
    private readonly int _key = facts.Kind == ChannelKind.Mixed ? facts.Mode : -1;
    private readonly int _constant = (facts.Mode * ((1 << FixedWeights.WeightBits) - weights.West - weights.North - weights.NorthWest - weights.NorthEast))
        + (1 << (FixedWeights.WeightBits - 1));

    /// <summary>The errors of a row; below any of them where an element is the mode of a channel whose elements ask for it.</summary>
    /// <param name="above">The row above, from its first element on.</param>
    /// <param name="row">The row, likewise.</param>
    /// <param name="errors">Where they go.</param>
    /// <param name="width">Elements: at most 2^19, so that the sum fits.</param>
    /// <param name="vectors">Vectors to use.</param>
    /// <returns>How many are no modes, and the sum of their sizes.</returns>
    public (int Count, int Sum) Errors(ref short above, ref short row, ref short errors, int width, MixerWidth vectors)
    {
        int sum = 0;
        int count = 0;
        int x = 0;
        if (vectors == MixerWidth.Vector256)
        {
            Vector256<int> sums = Vector256<int>.Zero;
            Vector256<int> modes = Vector256<int>.Zero;
            for (; x <= width - Vector256<int>.Count; x += Vector256<int>.Count)
            {
                Vector256<int> value = Wide(ref row, x);
                Vector256<int> p = ((Wide(ref above, x) * _north) + (Wide(ref above, x - 1) * _northWest) + (Wide(ref above, x + 1) * _northEast)
                    + Vector256.Create(_constant) + (Wide(ref row, x - 1) * _west)) >> FixedWeights.WeightBits;
                Vector256<int> error = value - Vector256.Min(Vector256.Max(p, Vector256<int>.Zero), Vector256.Create(maxCode));
                Vector256<int> mode = Vector256.Equals(value, Vector256.Create(_key));
                sums += Vector256.AndNot(Vector256.Abs(error), mode);
                modes += mode;
                error = Vector256.ConditionalSelect(mode, Vector256.Create(~maxCode), error);
                Vector256.Narrow(error, error).GetLower().StoreUnsafe(ref errors, (nuint)x);
            }

            sum = Vector256.Sum(sums);
            count = x + Vector256.Sum(modes);
        }

        for (; x < width; x++)
        {
            int value = Unsafe.Add(ref row, x);
            int error = value - Predict(ref Unsafe.Add(ref above, x), Unsafe.Add(ref row, x - 1));
            int mode = Branchless.Equal(value, _key);
            sum += Branchless.Abs(error) & (mode - 1);
            count += 1 - mode;
            Unsafe.Add(ref errors, x) = (short)Branchless.Select(mode, ~maxCode, error);
        }

        return (count, sum);
    }

    /// <summary>The predicted code, within the codes' range.</summary>
    /// <param name="above">Where N is.</param>
    /// <param name="west">W.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Predict(ref short above, int west)
    {
        // What comes from the left comes last: it is what a decoder waits for.
        int sum = (above * _north) + (Unsafe.Add(ref above, -1) * _northWest) + (Unsafe.Add(ref above, 1) * _northEast) + _constant;
        return Branchless.Clamp((sum + (west * _west)) >> FixedWeights.WeightBits, 0, maxCode);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Wide(ref short values, int at) => Vector256.WidenLower(Vector128.LoadUnsafe(ref Unsafe.Add(ref values, at)).ToVector256Unsafe());
}
