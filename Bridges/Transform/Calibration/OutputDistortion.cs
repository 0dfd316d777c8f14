namespace VideoFeat.Bridges.Transform.Calibration;

/// <summary>
/// How far a network's outputs are from those of untouched features: squared differences in units of each column's variance, or of the whole row's where there is
/// one row (a classifier's logits).
/// </summary>
internal sealed class OutputDistortion
{
    private readonly float[][] _reference;
    private readonly float[][] _weights;
    private readonly bool _logits;

    /// <param name="reference">The outputs of untouched features.</param>
    public OutputDistortion(IReadOnlyList<NetworkAnswer> reference)
    {
        _reference = [.. reference.Select(r => r.Values)];
        _logits = reference.Count == 1 && reference[0].Columns == reference[0].Values.Length && reference[0].Columns > 1;
        _weights = _logits ? [] : [.. reference.Select(Weights)];
    }

    /// <summary>The distance; 0 for the same outputs.</summary>
    public double Of(IReadOnlyList<NetworkAnswer> outputs)
    {
        if (_logits)
        {
            return Logits(_reference[0], outputs[0].Values);
        }

        double sum = 0;
        long count = 0;
        for (int i = 0; i < _reference.Length; i++)
        {
            float[] a = _reference[i], b = outputs[i].Values;
            int columns = outputs[i].Columns;
            for (int j = 0; j < a.Length; j++)
            {
                double difference = (a[j] - b[j]) * (double)_weights[i][j % columns];
                sum += difference * difference;
            }

            count += a.Length;
        }

        return sum / count;
    }

    // A softmax does not see what all logits have in common. The divergence of softmaxes themselves is no measure for so few images: the two or three that the network is
    // unsure of would decide alone.
    private static double Logits(float[] reference, float[] found)
    {
        double mean = reference.Average(), shift = found.Average() - mean;
        double power = 0, error = 0;
        for (int i = 0; i < reference.Length; i++)
        {
            double difference = found[i] - shift - reference[i];
            error += difference * difference;
            power += (reference[i] - mean) * (reference[i] - mean);
        }

        return error / Math.Max(power, 1e-12);
    }

    // One over the standard deviation of each column.
    private static float[] Weights(NetworkAnswer output)
    {
        int rows = Math.Max(1, output.Values.Length / output.Columns);
        var weights = new float[output.Columns];
        for (int c = 0; c < weights.Length; c++)
        {
            double sum = 0, squares = 0;
            for (int r = 0; r < rows; r++)
            {
                double v = output.Values[(r * output.Columns) + c];
                sum += v;
                squares += v * v;
            }

            double variance = Math.Max(0, (squares / rows) - (sum / rows * (sum / rows)));
            weights[c] = (float)(1 / Math.Sqrt(variance + 1e-9));
        }

        return weights;
    }
}
