namespace VideoFeat.Bridges.Transform.Calibration;

/// <summary>Sensitivities to steps: what matters more is quantized finer.</summary>
internal static class StepWeights
{
    // No step is moved by more than this many sixteenths of an octave.
    private const double Most = 56;

    /// <summary>The tensors with their steps weighted by sensitivity to the power -<paramref name="exponent"/> / 2; the rate stays about the same.</summary>
    /// <param name="tensors">With steps that are all alike.</param>
    /// <param name="sensitivities">Of <see cref="Sensitivity.Measure"/>.</param>
    /// <param name="counts">Coefficients that carry bits: tensor, then group * bands + band.</param>
    /// <param name="exponent">0: nothing changes; 1: what theory says at high rates.</param>
    public static IReadOnlyList<TensorTransform> Apply(
        IReadOnlyList<TensorTransform> tensors, double[][] sensitivities, double[][] counts, double exponent)
    {
        double weighted = 0, total = 0;
        for (int t = 0; t < tensors.Count; t++)
        {
            for (int i = 0; i < counts[t].Length; i++)
            {
                if (sensitivities[t][i] > 0)
                {
                    weighted += counts[t][i] * Log(tensors[t], sensitivities[t][i]);
                    total += counts[t][i];
                }
            }
        }

        double mean = total > 0 ? weighted / total : 0;
        return [.. tensors.Select((tensor, t) => tensor with { Step = Steps(tensor, sensitivities[t], mean, exponent) })];
    }

    // In units of the tensor's own step, so that tensors of a set are weighed against each other too.
    private static double Log(TensorTransform tensor, double sensitivity) => Math.Log2(sensitivity) + (2.0 * tensor.Step[0] / Octaves.Each);

    private static short[] Steps(TensorTransform tensor, double[] sensitivities, double mean, double exponent)
    {
        var steps = new short[tensor.Step.Length];
        for (int i = 0; i < steps.Length; i++)
        {
            int group = i / FrequencyClass.Pairs;
            int band = Sensitivity.Band(FrequencyClass.Diagonal(i % FrequencyClass.Pairs));
            while (band > 0 && sensitivities[(group * Sensitivity.Bands) + band] == 0)
            {
                band--;
            }

            double sensitivity = sensitivities[(group * Sensitivity.Bands) + band];
            double move = sensitivity > 0 ? -exponent / 2 * Octaves.Each * (Log(tensor, sensitivity) - mean) : 0;
            steps[i] = (short)(tensor.Step[i] + Math.Round(Math.Clamp(move, -Most, Most)));
        }

        return steps;
    }
}
