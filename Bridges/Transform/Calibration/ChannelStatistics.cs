using System.Numerics;
using System.Runtime.InteropServices;

namespace VideoFeat.Bridges.Transform.Calibration;

/// <summary>Means and covariances of a tensor's channels over calibration sets.</summary>
internal sealed class ChannelStatistics
{
    // Positions that are looked at: enough for a few hundred channels.
    private const int MostPositions = 1 << 16;

    /// <param name="sets">Values of each set, channel after channel.</param>
    /// <param name="channels">Channels.</param>
    public ChannelStatistics(IReadOnlyList<float[]> sets, int channels)
    {
        int length = sets[0].Length / channels;
        int stride = Math.Max(1, (int)((long)sets.Count * length / MostPositions));
        int each = (length + stride - 1) / stride;
        int positions = each * sets.Count;
        var gathered = new float[channels * positions];
        Mean = new float[channels];
        Least = float.PositiveInfinity;
        Most = float.NegativeInfinity;
        foreach (float[] set in sets)
        {
            Least = Math.Min(Least, set.Min());
            Most = Math.Max(Most, set.Max());
        }

        for (int c = 0; c < channels; c++)
        {
            double sum = 0;
            for (int s = 0, at = c * positions; s < sets.Count; s++)
            {
                for (int i = s % stride, n = 0; n < each; i += stride, n++, at++)
                {
                    gathered[at] = sets[s][(c * length) + (i % length)];
                    sum += gathered[at];
                }
            }

            Mean[c] = (float)(sum / positions);
            Span<float> own = gathered.AsSpan(c * positions, positions);
            foreach (ref float value in own)
            {
                value -= Mean[c];
            }
        }

        Covariance = new double[channels, channels];
        Parallel.For(0, channels, a =>
        {
            ReadOnlySpan<float> first = gathered.AsSpan(a * positions, positions);
            for (int b = 0; b <= a; b++)
            {
                double product = Product(first, gathered.AsSpan(b * positions, positions)) / positions;
                Covariance[a, b] = product;
                Covariance[b, a] = product;
            }
        });
    }

    /// <summary>Mean of each channel.</summary>
    public float[] Mean { get; }

    /// <summary>Covariances.</summary>
    public double[,] Covariance { get; }

    /// <summary>Smallest value of all.</summary>
    public float Least { get; }

    /// <summary>Largest value of all.</summary>
    public float Most { get; }

    /// <summary>Standard deviation over all channels, each about its own mean.</summary>
    public double Deviation => Math.Sqrt(Math.Max(1e-12, Enumerable.Range(0, Mean.Length).Average(c => Covariance[c, c])));

    /// <summary>Sum of the products of two rows.</summary>
    internal static double Product(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        ReadOnlySpan<Vector<float>> va = MemoryMarshal.Cast<float, Vector<float>>(a);
        ReadOnlySpan<Vector<float>> vb = MemoryMarshal.Cast<float, Vector<float>>(b);
        Vector<float> sum = Vector<float>.Zero;
        for (int i = 0; i < va.Length; i++)
        {
            sum += va[i] * vb[i];
        }

        double product = Vector.Sum(sum);
        for (int i = va.Length * Vector<float>.Count; i < a.Length; i++)
        {
            product += a[i] * b[i];
        }

        return product;
    }
}
