using VideoFeat.Packing;

namespace VideoFeat.Bridges.Transform.Calibration;

/// <summary>
/// How much errors of each pair of channels move the network's outputs together, found forward only: one channel after another gets the same noise, and what the outputs
/// make of it is multiplied. Noise is of random sign, so that what different places do to each other is lost in the mean.
/// </summary>
internal sealed class ChannelMetric
{
    /// <summary>Sets that are looked at.</summary>
    public const int MostSets = 12;

    // Runs of the back half that are enough: more would only sharpen what the calibration's trial decides anyway.
    private const int MostRuns = 1400;

    // Noise in standard deviations of the tensor: about what usable steps do.
    private const double Amplitude = 0.3;

    // What the outputs did is gathered in so many sums of random signs, which keep products in the mean.
    private const int Sketch = 1 << 14;

    // Places of noise that share a sign, set after set: errors are of all frequencies, most of low ones.
    private static readonly int[] Grains = [1, 2, 4];

    private readonly Trial _trial;
    private readonly TensorSpec[] _tensors;
    private readonly double[] _deviations;

    /// <param name="trial">Sets, other than those that candidates are judged by, and their network.</param>
    /// <param name="tensors">Of a set.</param>
    /// <param name="deviations">Standard deviation of each tensor.</param>
    public ChannelMetric(Trial trial, TensorSpec[] tensors, double[] deviations)
    {
        (_trial, _tensors, _deviations) = (trial, tensors, deviations);
    }

    /// <summary>The metric of each tensor's channels.</summary>
    public double[][,] Measure()
    {
        int runs = _tensors.Sum(t => ChannelGeometry.Of(t).Channels);
        int sets = Math.Clamp(MostRuns / runs, 2, _trial.Sets.Count);
        var metrics = new double[_tensors.Length][,];
        for (int t = 0; t < metrics.Length; t++)
        {
            int channels = ChannelGeometry.Of(_tensors[t]).Channels;
            metrics[t] = new double[channels, channels];
            for (int s = 0; s < sets; s++)
            {
                Add(t, s, metrics[t]);
            }
        }

        return metrics;
    }

    private void Add(int t, int s, double[,] metric)
    {
        ChannelGeometry geometry = ChannelGeometry.Of(_tensors[t]);
        FeatureSet source = _trial.Sets[s];
        TensorCodec codec = Plain(geometry.Channels, _tensors[t]);
        var values = new float[geometry.Elements];
        codec.Read(source[t], 0, values);
        float[] noise = Noise(geometry, t, s);
        var moved = new float[geometry.Channels][];
        using FeatureTensor tensor = FeatureTensor.Rent(_tensors[t]);
        var set = new FeatureSet([.. source.Select((x, i) => i == t ? tensor : x)]);
        for (int c = 0; c < moved.Length; c++)
        {
            Change(1);
            codec.Write(values, tensor);
            Change(-1);
            moved[c] = Gathered(_trial.Moved(s, set));

            void Change(float sign)
            {
                Span<float> channel = values.AsSpan(c * geometry.ChannelElements, geometry.ChannelElements);
                for (int i = 0; i < channel.Length; i++)
                {
                    channel[i] += sign * noise[i];
                }
            }
        }

        double energy = noise.Sum(v => v * (double)v);
        Parallel.For(0, moved.Length, a =>
        {
            for (int b = 0; b <= a; b++)
            {
                double product = ChannelStatistics.Product(moved[a], moved[b]) / energy;
                metric[a, b] += product;
                metric[b, a] += a == b ? 0 : product;
            }
        });
    }

    private float[] Noise(ChannelGeometry geometry, int t, int s)
    {
        int grain = Grains[s % Grains.Length];
        var random = new Random(s);
        int wide = (geometry.Width + grain - 1) / grain;
        float[] signs = [.. Enumerable.Range(0, wide * ((geometry.Height + grain - 1) / grain)).Select(_ => random.Next(2) == 0 ? -1f : 1f)];
        float amplitude = (float)(Amplitude * _deviations[t]);
        return [.. Enumerable.Range(0, geometry.ChannelElements).Select(i => amplitude * signs[(i / geometry.Width / grain * wide) + (i % geometry.Width / grain)])];
    }

    private static float[] Gathered(float[] moved)
    {
        if (moved.Length <= Sketch)
        {
            return moved;
        }

        var sums = new float[Sketch];
        uint hash = 1;
        foreach (float v in moved)
        {
            hash = (hash * 1664525) + 1013904223;
            sums[hash >> 18] += (hash & 0x20000) == 0 ? v : -v;
        }

        return sums;
    }

    private static TensorCodec Plain(int channels, TensorSpec spec) => new(TransformCalibration.Plain(channels), spec);
}
