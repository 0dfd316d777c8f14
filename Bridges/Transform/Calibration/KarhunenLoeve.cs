using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace VideoFeat.Bridges.Transform.Calibration;

/// <summary>The basis in which channels are uncorrelated: eigenvectors of their covariance, largest eigenvalue first.</summary>
internal static class KarhunenLoeve
{
    // Components below this share of the largest variance are rounding errors of dependent channels.
    private const double LeastShare = 1e-9;

    /// <summary>Rows in 2^-15; as many as carry anything, one at least.</summary>
    /// <param name="covariance">Of the channels.</param>
    /// <param name="scale">What each channel is multiplied by before.</param>
    public static short[] Basis(double[,] covariance, float[] scale)
    {
        int n = scale.Length;
        Matrix<double> matrix = Matrix<double>.Build.Dense(n, n, (r, c) => covariance[r, c] * scale[r] * scale[c]);
        Evd<double> evd = matrix.Evd(Symmetricity.Symmetric);
        double[] values = [.. evd.EigenValues.Select(v => v.Real)];
        int[] order = [.. Enumerable.Range(0, n).OrderByDescending(i => values[i])];
        int kept = Math.Max(1, order.Count(i => values[i] > values[order[0]] * LeastShare));
        var basis = new short[kept * n];
        for (int k = 0; k < kept; k++)
        {
            Vector<double> vector = evd.EigenVectors.Column(order[k]);

            // The sign is free: the largest entry is positive, so that the same tensors give the same profile.
            double sign = vector[vector.AbsoluteMaximumIndex()] < 0 ? -1 : 1;
            for (int c = 0; c < n; c++)
            {
                basis[(k * n) + c] = (short)Math.Clamp(Math.Round(sign * vector[c] * TensorTransform.BasisUnit), -short.MaxValue, short.MaxValue);
            }
        }

        return basis;
    }

    /// <summary>Every channel a component, largest variance first.</summary>
    public static short[] Channels(double[,] covariance)
    {
        int n = covariance.GetLength(0);
        var basis = new short[n * n];
        int k = 0;
        foreach (int c in Enumerable.Range(0, n).OrderByDescending(c => covariance[c, c]))
        {
            basis[(k++ * n) + c] = short.MaxValue;
        }

        return basis;
    }
}
