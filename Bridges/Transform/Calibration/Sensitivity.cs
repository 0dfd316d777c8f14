using VideoFeat.Packing;

namespace VideoFeat.Bridges.Transform.Calibration;

/// <summary>
/// How much a squared error of each group of components at each band of frequencies moves the network's outputs, found forward only: those coefficients alone are
/// quantized, all others stay as they are.
/// </summary>
internal sealed class Sensitivity
{
    /// <summary>Bands of <see cref="FrequencyClass.Diagonal"/>.</summary>
    public const int Bands = 6;

    // The quality at which coefficients are tried: in the middle of what profiles are used at.
    private const int Quality = 8;

    private readonly Trial _trial;
    private readonly TransformSet _set;

    public Sensitivity(Trial trial, TransformSet set)
    {
        _trial = trial;
        _set = set;
    }

    /// <summary>Band of a diagonal: 0, 1, 2, 3-4, 5-7, 8 and up.</summary>
    public static int Band(int diagonal) => diagonal switch { < 3 => diagonal, < 5 => 3, < 8 => 4, _ => 5 };

    /// <summary>Distortion per squared error: tensor, then group * <see cref="Bands"/> + band; 0 where there is nothing to measure.</summary>
    public double[][] Measure()
    {
        TensorCodec[] codecs = _trial.Codecs(_set);
        double[][] distortion = [.. _set.Tensors.Select(t => new double[t.GroupEnds.Length * Bands])];
        double[][] energy = [.. _set.Tensors.Select(t => new double[t.GroupEnds.Length * Bands])];
        for (int s = 0; s < _trial.Sets.Count; s++)
        {
            FeatureSet source = _trial.Sets[s];
            for (int t = 0; t < codecs.Length; t++)
            {
                One(codecs, t, s, source, distortion[t], energy[t]);
            }
        }

        return [.. distortion.Select((d, t) => d.Select((v, i) => energy[t][i] > 0 ? v / energy[t][i] : 0).ToArray())];
    }

    private void One(TensorCodec[] codecs, int t, int s, FeatureSet source, double[] distortion, double[] energy)
    {
        TensorCodec codec = codecs[t];
        TensorTransform transform = codec.Transform;
        int length = codec.Geometry.ChannelElements;
        var values = new float[codec.Geometry.Elements];
        var coefficients = new float[codec.Elements];
        codec.Read(source[t], 0, values);
        codec.Analyze(values, coefficients);
        for (int k = 0; k < transform.Components; k++)
        {
            BlockTransform.Forward(codec.Grid, coefficients.AsSpan(k * length, length));
        }

        float[] inverse = transform.Basis.InverseMatrix;
        BlockRun[] runs = [.. BlockRun.All(codec.Grid)];
        for (int g = 0, first = 0; g < transform.GroupEnds.Length; first = transform.GroupEnds[g++])
        {
            int count = transform.GroupEnds[g] - first;
            var weights = new float[transform.Channels * count];
            for (int i = 0; i < weights.Length; i++)
            {
                weights[i] = inverse[(i / count * transform.Components) + first + (i % count)];
            }

            for (int band = 0; band < Bands; band++)
            {
                var errors = new float[count * length];
                double sum = Errors(codec, coefficients, runs, first, count, band, errors);
                if (sum > 0)
                {
                    var moved = new float[values.Length];
                    PlaneProduct.Multiply(weights, transform.Channels, count, errors, moved, length);
                    for (int i = 0; i < moved.Length; i++)
                    {
                        moved[i] += values[i] + transform.Mean[i / length];
                    }

                    using FeatureTensor tensor = FeatureTensor.Rent(codec.Spec);
                    codec.Write(moved, tensor);
                    var set = new FeatureSet([.. source.Select((x, i) => i == t ? tensor : x)]);
                    distortion[(g * Bands) + band] += _trial.Distortion(s, set);
                    energy[(g * Bands) + band] += sum;
                }
            }
        }
    }

    // What quantizing the coefficients of a band does to the components of a group; the sum of squares.
    private static double Errors(TensorCodec codec, float[] coefficients, BlockRun[] runs, int first, int count, int band, float[] errors)
    {
        int length = codec.Geometry.ChannelElements;
        var steps = new CoefficientSteps(codec.Transform, Quality);
        double sum = 0;
        for (int k = 0; k < count; k++)
        {
            Span<float> target = errors.AsSpan(k * length, length);
            ReadOnlySpan<float> plane = coefficients.AsSpan((first + k) * length, length);
            steps.Open(first + k);
            foreach (BlockRun run in runs)
            {
                for (int u = 0; u < run.Length; u++)
                {
                    int pair = run.Class(u);
                    if (Band(FrequencyClass.Diagonal(pair)) != band)
                    {
                        continue;
                    }

                    float c = plane[run.Start + u];
                    float error = (MathF.Truncate((MathF.Abs(c) / steps.Steps[pair]) + CoefficientSteps.Rounding) * steps.Steps[pair] * MathF.Sign(c)) - c;
                    target[run.Start + u] = error;
                    sum += error * error;
                }
            }

            BlockTransform.Inverse(codec.Grid, target);
        }

        return sum;
    }
}
