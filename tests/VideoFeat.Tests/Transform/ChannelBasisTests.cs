using MathNet.Numerics.LinearAlgebra;
using VideoFeat.Bridges.Transform;
using VideoFeat.Bridges.Transform.Calibration;
using VideoFeat.Packing;

namespace VideoFeat.Tests.Transform;

public class ChannelBasisTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 5)]
    [InlineData(3, 7)]
    public void Components_that_went_to_channels_come_back(int components, int channels)
    {
        var random = new Random(components);
        var basis = ChannelBasis.Of(Matrix<double>.Build.Dense(components, channels, (_, _) => (4 * random.NextDouble()) - 2));
        float[] forward = basis.ForwardMatrix, inverse = basis.InverseMatrix;
        for (int a = 0; a < components; a++)
        {
            for (int b = 0; b < components; b++)
            {
                double sum = Enumerable.Range(0, channels).Sum(c => forward[(a * channels) + c] * (double)inverse[(c * components) + b]);
                Assert.Equal(a == b ? 1 : 0, sum, 4);
            }
        }
    }

    [Fact]
    public void Components_are_uncorrelated_and_their_errors_weigh_the_same_in_the_metric()
    {
        const int n = 6;
        double[,] covariance = Positive(n, 1), metric = Positive(n, 2);
        ChannelBasis basis = KarhunenLoeve.Basis(covariance, metric);
        Matrix<double> forward = Matrix<double>.Build.Dense(n, n, (k, c) => basis.ForwardMatrix[(k * n) + c]);
        Matrix<double> inverse = Matrix<double>.Build.Dense(n, n, (c, k) => basis.InverseMatrix[(c * n) + k]);
        Matrix<double> spread = forward * Matrix<double>.Build.DenseOfArray(covariance) * forward.Transpose();
        Matrix<double> weight = inverse.Transpose() * Matrix<double>.Build.DenseOfArray(metric) * inverse;
        for (int a = 0; a < n; a++)
        {
            for (int b = 0; b < a; b++)
            {
                Assert.True(Math.Abs(spread[a, b]) < 0.002 * spread[0, 0], $"components {a} and {b} go together: {spread[a, b]}");
                Assert.True(Math.Abs(weight[a, b]) < 0.05 * weight[0, 0], $"errors of {a} and {b} go together: {weight[a, b]}");
            }

            // All alike but for the floor under what hardly matters.
            Assert.InRange(weight[a, a] / weight.Diagonal().Maximum(), 0.3, 1);
        }
    }

    [Fact]
    public void The_metric_of_channels_is_found_from_what_outputs_do()
    {
        // Two outputs, each a sum of channels at each place: their squares are the metric.
        var spec = new TensorSpec("x", ElementType.Float32, new TensorShape(1, 4, 24, 24));
        double[][] rows = [[1, 2, 0, -1], [0, 1, 3, 0]];
        FeatureSet[] sets = Samples.Sets(spec, 12);
        var trial = new Trial(sets, [1.0], set => [new NetworkAnswer(Outputs(set, rows), 1, [.. Enumerable.Repeat(1f, 2 * 24 * 24)])]);
        double[,] found = new ChannelMetric(trial, [spec], [1.0]).Measure()[0];
        for (int a = 0; a < 4; a++)
        {
            for (int b = 0; b < 4; b++)
            {
                double expected = rows.Sum(r => r[a] * r[b]);
                Assert.True(Math.Abs((found[a, b] / 12) - expected) < 0.02, $"{a}, {b}: {found[a, b] / 12} where {expected} was expected");
            }
        }
    }

    private static float[] Outputs(FeatureSet set, double[][] rows)
    {
        float[] values = set[0].Floats.ToArray();
        int length = values.Length / 4;
        return [.. rows.SelectMany(r => Enumerable.Range(0, length).Select(i => (float)Enumerable.Range(0, 4).Sum(c => r[c] * values[(c * length) + i])))];
    }

    private static double[,] Positive(int n, int seed)
    {
        var random = new Random(seed);
        Matrix<double> m = Matrix<double>.Build.Dense(n, n, (_, _) => random.NextDouble() - 0.5);
        return ((m * m.Transpose()) + (0.2 * Matrix<double>.Build.DenseIdentity(n))).ToArray();
    }
}
