namespace VideoFeat.Bridges.Transform.Calibration;

/// <summary>
/// How far a network's outputs are from those of untouched features: squared differences in units of each column's variance; where there is one row (a classifier's logits) the divergence of
/// its softmax at a temperature. Where columns or rows of an output stay within 0..1, as a detector's scores do, they alone count, by their divergence: boxes of places
/// where nothing is would outweigh them.
/// </summary>
internal sealed class OutputDistortion
{
    // Scores below say nothing.
    private const double LeastScore = 1e-3;

    // As distilled networks are taught at.
    private const double Temperature = 2;

    private readonly float[][] _reference;
    private readonly float[][] _weights;
    private readonly bool[][] _scores;
    private readonly float[]?[] _given;
    private readonly bool _logits;

    /// <param name="reference">The outputs of untouched features.</param>
    public OutputDistortion(IReadOnlyList<NetworkAnswer> reference)
    {
        _reference = [.. reference.Select(r => r.Values)];
        _logits = reference.Count == 1 && reference[0].Columns == reference[0].Values.Length && reference[0].Columns > 1;
        _given = [.. reference.Select(r => r.Weights)];
        _scores = _logits ? [] : [.. reference.Select(r => r.Weights is null ? Probabilities(r) : [])];
        _weights = _logits ? [] : [.. reference.Select(Weights)];
    }

    /// <summary>The distance; 0 for the same outputs.</summary>
    public double Of(IReadOnlyList<NetworkAnswer> outputs)
    {
        if (_logits)
        {
            return Logits(_reference[0], outputs[0].Values);
        }

        if (_scores.Any(c => c.Length > 0))
        {
            return _scores.Select((c, i) => Divergence(_reference[i], outputs[i].Values, c) + Weighted(_reference[i], outputs[i].Values, _given[i])).Sum();
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

    /// <summary>How each element of the outputs moved, in units in which the sum of squares is about the distance.</summary>
    public float[] Moved(IReadOnlyList<NetworkAnswer> outputs)
    {
        if (_logits)
        {
            float[] reference = _reference[0], found = outputs[0].Values;
            double shift = found.Average() - reference.Average(), unit = 1 / Math.Sqrt(Power(reference));
            return [.. found.Select((v, i) => (float)((v - shift - reference[i]) * unit))];
        }

        return [.. outputs.SelectMany((o, i) =>
            _given[i] is float[] given ? o.Values.Select((v, j) => (v - _reference[i][j]) * MathF.Sqrt(given[j]))
            : _scores.Any(c => c.Length > 0) ? Scores(_reference[i], o.Values, _scores[i])
            : o.Values.Select((v, j) => (v - _reference[i][j]) * _weights[i][j % o.Columns]))];
    }

    // The divergence of softmaxes at a temperature: what all logits have in common does not count, and the likely answers count most. At temperature 1 the two or three images that the network
    // is unsure of would decide alone, so few there are; plain squared differences are mostly of answers that nobody would give (on MobileNetV1 they chose a profile of 10 % more bits).
    private static double Logits(float[] reference, float[] found)
    {
        double[] p = Softmax(reference), q = Softmax(found);
        double sum = 0;
        for (int i = 0; i < p.Length; i++)
        {
            sum += p[i] > 0 ? p[i] * Math.Log(p[i] / Math.Max(q[i], double.Epsilon)) : 0;
        }

        return Math.Max(sum, 0);
    }

    private static double[] Softmax(float[] logits)
    {
        float most = logits.Max();
        double[] powers = [.. logits.Select(l => Math.Exp((l - most) / Temperature))];
        double sum = powers.Sum();
        return [.. powers.Select(p => p / sum)];
    }

    private static double Power(float[] logits)
    {
        double mean = logits.Average();
        return Math.Max(logits.Sum(v => (v - mean) * (v - mean)), 1e-12);
    }

    // The divergence is about the squared difference over twice the variance.
    private static IEnumerable<float> Scores(float[] reference, float[] found, bool[] chosen)
    {
        for (int i = 0; i < chosen.Length; i++)
        {
            if (chosen[i])
            {
                double p = Math.Clamp(reference[i], LeastScore, 1 - LeastScore), q = Math.Clamp(found[i], LeastScore, 1 - LeastScore);
                yield return (float)((q - p) / Math.Sqrt(2 * p * (1 - p)));
            }
        }
    }

    // Elements of columns (where half of all are in such columns), else of rows, that stay within 0..1: scores of a detector. None: there are too few.
    private static bool[] Probabilities(NetworkAnswer output)
    {
        float[] values = output.Values;
        int columns = output.Columns, rows = values.Length / columns;
        var column = new bool[columns];
        var row = new bool[rows];
        Array.Fill(column, true);
        Array.Fill(row, true);
        for (int i = 0; i < values.Length; i++)
        {
            bool within = values[i] is >= 0 and <= 1;
            column[i % columns] &= within;
            row[i / columns] &= within;
        }

        bool byColumn = 2 * column.Count(c => c) >= columns;
        bool[] chosen = [.. values.Select((_, i) => byColumn ? column[i % columns] : row[i / columns])];
        return 2 * chosen.Count(c => c) >= values.Length ? chosen : [];
    }

    private static double Divergence(float[] reference, float[] found, bool[] chosen)
    {
        double sum = 0;
        for (int i = 0; i < chosen.Length; i++)
        {
            if (chosen[i])
            {
                double p = Math.Clamp(reference[i], LeastScore, 1 - LeastScore), q = Math.Clamp(found[i], LeastScore, 1 - LeastScore);
                sum += (p * Math.Log(p / q)) + ((1 - p) * Math.Log((1 - p) / (1 - q)));
            }
        }

        return sum;
    }

    private static double Weighted(float[] reference, float[] found, float[]? weights)
    {
        double sum = 0;
        for (int i = 0; weights is not null && i < weights.Length; i++)
        {
            double difference = found[i] - (double)reference[i];
            sum += weights[i] * difference * difference;
        }

        return sum;
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
