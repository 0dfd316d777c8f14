using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using VideoFeat.Bridges.Entropy;

namespace VideoFeat.Bridges.Lightweight;

/// <summary>Sums over values in binary64. Eight lanes, added up in a fixed order: vectors and the scalar twin give the same bits.</summary>
/// <param name="Count">Values.</param>
/// <param name="Sum">Their sum.</param>
/// <param name="Squares">The sum of their squares.</param>
/// <param name="Minimum">The smallest; +infinity of none.</param>
/// <param name="Maximum">The largest; -infinity of none.</param>
internal readonly record struct ValueMoments(long Count, double Sum, double Squares, float Minimum, float Maximum)
{
    private const int Lanes = 8;

    public double Mean => Sum / Count;

    public double Variance => Math.Max(0, (Squares / Count) - (Mean * Mean));

    /// <summary>True where no value was NaN or infinite.</summary>
    public bool IsFinite => double.IsFinite(Sum) && float.IsFinite(Minimum) && float.IsFinite(Maximum);

    /// <summary>The moments of at least one value.</summary>
    public static ValueMoments Of(ReadOnlySpan<float> values, MixerWidth width)
    {
        Span<double> sums = stackalloc double[Lanes], squares = stackalloc double[Lanes];
        Span<float> minima = stackalloc float[Lanes], maxima = stackalloc float[Lanes];
        minima.Fill(float.PositiveInfinity);
        maxima.Fill(float.NegativeInfinity);
        int whole = values.Length - (values.Length % Lanes);
        if (width == MixerWidth.Vector256)
        {
            Vectors(values[..whole], sums, squares, minima, maxima);
        }
        else
        {
            Scalars(values[..whole], sums, squares, minima, maxima);
        }

        Scalars(values[whole..], sums, squares, minima, maxima);
        double sum = 0, square = 0;
        float minimum = minima[0], maximum = maxima[0];
        for (int i = 0; i < Lanes; i++)
        {
            sum += sums[i];
            square += squares[i];
            minimum = Math.Min(minimum, minima[i]);
            maximum = Math.Max(maximum, maxima[i]);
        }

        return new ValueMoments(values.Length, sum, square, minimum, maximum);
    }

    private static void Scalars(ReadOnlySpan<float> values, Span<double> sums, Span<double> squares, Span<float> minima, Span<float> maxima)
    {
        for (int i = 0; i < values.Length; i++)
        {
            float value = values[i];
            int lane = i % Lanes;
            sums[lane] += value;
            squares[lane] += (double)value * value;
            minima[lane] = Math.Min(minima[lane], value);
            maxima[lane] = Math.Max(maxima[lane], value);
        }
    }

    private static void Vectors(ReadOnlySpan<float> values, Span<double> sums, Span<double> squares, Span<float> minima, Span<float> maxima)
    {
        Vector256<double> sumLow = default, sumHigh = default, squareLow = default, squareHigh = default;
        Vector256<float> minimum = Vector256.Create<float>(minima), maximum = Vector256.Create<float>(maxima);
        ref float from = ref MemoryMarshal.GetReference(values);
        for (nuint i = 0; i < (nuint)values.Length; i += Lanes)
        {
            Vector256<float> v = Vector256.LoadUnsafe(ref from, i);
            (Vector256<double> low, Vector256<double> high) = Vector256.Widen(v);
            sumLow += low;
            sumHigh += high;
            squareLow += low * low;
            squareHigh += high * high;
            minimum = Vector256.Min(minimum, v);
            maximum = Vector256.Max(maximum, v);
        }

        sumLow.CopyTo(sums);
        sumHigh.CopyTo(sums[4..]);
        squareLow.CopyTo(squares);
        squareHigh.CopyTo(squares[4..]);
        minimum.CopyTo(minima);
        maximum.CopyTo(maxima);
    }
}
