using MathNet.Numerics.LinearAlgebra;
using VideoFeat.Packing;

namespace VideoFeat.Bridges.Transform.Calibration;

/// <summary>Filters and tables that bring decoded values nearest to the true ones, in the mean over calibration sets.</summary>
internal static class RestorationFit
{
    private const int W = Restoration.FilterWeights;

    // Against weights that fit noise; in shares of the variance.
    private const double Ridge = 1e-4;

    /// <summary>The least-squares filter of each channel.</summary>
    /// <param name="geometry">The channels.</param>
    /// <param name="truth">True values less their means, of each set.</param>
    /// <param name="decoded">Decoded values less the same means.</param>
    public static Half[] Filters(ChannelGeometry geometry, IReadOnlyList<float[]> truth, IReadOnlyList<float[]> decoded)
    {
        var filters = new Half[geometry.Channels * W];
        Parallel.For(0, geometry.Channels, c =>
        {
            var a = new double[W, W];
            var b = new double[W];
            Span<double> row = stackalloc double[W];
            (int h, int w, int length) = (geometry.Height, geometry.Width, geometry.ChannelElements);
            for (int s = 0; s < truth.Count; s++)
            {
                ReadOnlySpan<float> x = decoded[s].AsSpan(c * length, length);
                ReadOnlySpan<float> y = truth[s].AsSpan(c * length, length);
                for (int i = 0; i < length; i++)
                {
                    int py = i / w, px = i % w;
                    int up = Math.Max(0, py - 1) * w, at = py * w, down = Math.Min(h - 1, py + 1) * w;
                    int left = Math.Max(0, px - 1), right = Math.Min(w - 1, px + 1);
                    (row[0], row[1], row[2]) = (x[up + left], x[up + px], x[up + right]);
                    (row[3], row[4], row[5]) = (x[at + left], x[at + px], x[at + right]);
                    (row[6], row[7], row[8], row[9]) = (x[down + left], x[down + px], x[down + right], 1);
                    for (int j = 0; j < W; j++)
                    {
                        b[j] += row[j] * y[i];
                        for (int k = 0; k <= j; k++)
                        {
                            a[j, k] += row[j] * row[k];
                        }
                    }
                }
            }

            Solve(a, b, filters.AsSpan(c * W, W));
        });
        return filters;
    }

    /// <summary>The table of each channel: points between which the decoded values lie about evenly, by number and by size.</summary>
    public static Half[] Tables(ChannelGeometry geometry, float[] means, IReadOnlyList<float[]> truth, IReadOnlyList<float[]> decoded)
    {
        const int points = Restoration.Points;
        int length = geometry.ChannelElements;
        var tables = new Half[geometry.Channels * 2 * points];
        Parallel.For(0, geometry.Channels, c =>
        {
            int n = truth.Count * length;
            var x = new float[n];
            var y = new float[n];
            for (int s = 0; s < truth.Count; s++)
            {
                decoded[s].AsSpan(c * length, length).CopyTo(x.AsSpan(s * length));
                truth[s].AsSpan(c * length, length).CopyTo(y.AsSpan(s * length));
            }

            Array.Sort(x, y);
            float low = x[0], range = Math.Max(x[^1] - low, 1e-6f);
            Span<Half> table = tables.AsSpan(c * 2 * points, 2 * points);
            for (int p = 0, i = 0; p < points; p++)
            {
                double sumX = 0, sumY = 0;
                int start = i;
                while (i < n && (p == points - 1 || (0.5 * i / n) + (0.5 * (x[i] - low) / range) < (p + 1.0) / points))
                {
                    sumX += x[i];
                    sumY += y[i++];
                }

                int count = i - start;
                table[2 * p] = count > 0 ? (Half)((sumX / count) + means[c]) : p > 0 ? table[(2 * p) - 2] : (Half)(low + means[c]);
                table[(2 * p) + 1] = count > 0 ? (Half)((sumY / count) + means[c]) : p > 0 ? table[(2 * p) - 1] : (Half)(low + means[c]);
            }
        });
        return tables;
    }

    /// <summary>Tables whose outputs vary as much as the true values: what means take away is given back, about each channel's mean.</summary>
    public static Half[] Widened(ChannelGeometry geometry, float[] means, Half[] tables, IReadOnlyList<float[]> truth, IReadOnlyList<float[]> decoded)
    {
        const int points = Restoration.Points;
        int length = geometry.ChannelElements;
        var widened = (Half[])tables.Clone();
        Parallel.For(0, geometry.Channels, c =>
        {
            double own = 0, want = 0;
            var mapped = new float[length];
            for (int s = 0; s < truth.Count; s++)
            {
                for (int i = 0; i < length; i++)
                {
                    mapped[i] = decoded[s][(c * length) + i] + means[c];
                    want += Square(truth[s][(c * length) + i]);
                }

                Restorer.Map(tables.AsSpan(c * 2 * points, 2 * points), mapped);
                own += mapped.Sum(v => Square(v - means[c]));
            }

            float gain = (float)Math.Sqrt(Math.Clamp(want / Math.Max(own, 1e-9), 1, 2));
            for (int p = 0; p < points; p++)
            {
                ref Half value = ref widened[(c * 2 * points) + (2 * p) + 1];
                value = (Half)(means[c] + (gain * ((float)value - means[c])));
            }
        });
        return widened;
    }

    private static double Square(double v) => v * v;

    private static void Solve(double[,] a, double[] b, Span<Half> filter)
    {
        double power = Math.Max(a[4, 4], 1e-9);
        Matrix<double> matrix = Matrix<double>.Build.Dense(W, W, (j, k) => a[Math.Max(j, k), Math.Min(j, k)] + (j == k ? Ridge * power : 0));
        Vector<double> target = Vector<double>.Build.Dense(W, j => b[j] + (j == 4 ? Ridge * power : 0));
        Vector<double> weights = matrix.Solve(target);
        for (int j = 0; j < W; j++)
        {
            filter[j] = double.IsFinite(weights[j]) ? (Half)weights[j] : j == 4 ? (Half)1 : (Half)0;
        }
    }
}
