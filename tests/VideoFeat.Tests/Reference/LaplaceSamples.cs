using VideoFeat.Bridges.Lightweight;

namespace VideoFeat.Tests.Reference;

/// <summary>Independent samples of an asymmetric Laplace behind a (leaky) ReLU, by inverting its distribution.</summary>
internal static class LaplaceSamples
{
    public static float[] Make(AsymmetricLaplace input, double slope, int count, int seed)
    {
        Random random = Seeds.Random(seed);
        var samples = new float[count];
        double below = input.Kappa * input.Kappa / (1 + (input.Kappa * input.Kappa));
        for (int i = 0; i < count; i++)
        {
            double side = random.NextDouble(), size = -Math.Log(1 - random.NextDouble());
            double x = input.Mu + (side < below ? -size * input.Kappa / input.Lambda : size / (input.Lambda * input.Kappa));
            samples[i] = (float)(x >= 0 ? x : slope * x);
        }

        return samples;
    }
}
