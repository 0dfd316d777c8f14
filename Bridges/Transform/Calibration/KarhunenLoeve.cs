using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace VideoFeat.Bridges.Transform.Calibration;

/// <summary>The basis in which channels are uncorrelated: eigenvectors of their covariance, largest eigenvalue first.</summary>
internal static class KarhunenLoeve
{
    // Components below this share of the largest variance are rounding errors of dependent channels.
    private const double LeastShare = 1e-9;

    // Directions that seem not to matter at all count as this share of the mean: what was measured is noisy, and steps are not infinite.
    private const double LeastMetric = 0.02;

    /// <summary>As many components as carry anything, one at least.</summary>
    /// <param name="covariance">Of the channels.</param>
    /// <param name="metric">How much errors of channels matter together, of any unit; null: all alike, each for itself.</param>
    /// <param name="exponent">0: the metric does not count; 1: as theory says.</param>
    public static ChannelBasis Basis(double[,] covariance, double[,]? metric = null, double exponent = 1)
    {
        Matrix<double> signal = Matrix<double>.Build.DenseOfArray(covariance);
        (Matrix<double> root, Matrix<double> back) = Roots(signal, metric, metric is null ? 0 : exponent);
        Evd<double> evd = (root * signal * root).Evd(Symmetricity.Symmetric);
        double[] values = [.. evd.EigenValues.Select(v => v.Real)];
        int[] order = [.. Enumerable.Range(0, values.Length).OrderByDescending(i => values[i])];
        int kept = Math.Max(1, order.Count(i => values[i] > values[order[0]] * LeastShare));
        Matrix<double> rows = Matrix<double>.Build.Dense(kept, values.Length);
        for (int k = 0; k < kept; k++)
        {
            Vector<double> vector = evd.EigenVectors.Column(order[k]);

            // The sign is free: the largest entry is positive, so that the same tensors give the same profile.
            rows.SetRow(k, back * (vector[vector.AbsoluteMaximumIndex()] < 0 ? -vector : vector));
        }

        return ChannelBasis.Of(rows);
    }

    /// <summary>Every channel a component, largest variance first.</summary>
    public static ChannelBasis Channels(double[,] covariance)
    {
        int n = covariance.GetLength(0);
        int[] order = [.. Enumerable.Range(0, n).OrderByDescending(c => covariance[c, c])];
        return ChannelBasis.Of(Matrix<double>.Build.Dense(n, n, (k, c) => c == order[k] ? 1 : 0));
    }

    // The metric's root and its inverse, in units in which the tensor has the energy that it had.
    private static (Matrix<double> Root, Matrix<double> Back) Roots(Matrix<double> signal, double[,]? metric, double exponent)
    {
        int n = signal.RowCount;
        if (metric is null || exponent == 0)
        {
            Matrix<double> identity = Matrix<double>.Build.DenseIdentity(n);
            return (identity, identity);
        }

        Evd<double> evd = Matrix<double>.Build.DenseOfArray(metric).Evd(Symmetricity.Symmetric);
        double[] values = [.. evd.EigenValues.Select(v => Math.Max(0, v.Real))];
        double least = LeastMetric * values.Average();
        Vector<double> roots = Vector<double>.Build.Dense(n, i => Math.Pow(values[i] + least, exponent / 2));
        Matrix<double> vectors = evd.EigenVectors;
        Matrix<double> root = vectors * Matrix<double>.Build.DiagonalOfDiagonalVector(roots) * vectors.Transpose();
        double unit = Math.Sqrt(signal.Trace() / (root * signal * root).Trace());
        return (root * unit, vectors * Matrix<double>.Build.DiagonalOfDiagonalVector(roots.Map(r => 1 / r)) * vectors.Transpose() / unit);
    }
}
