using VideoFeat.Packing;

namespace VideoFeat.Browser;

/// <summary>Features that look like a network's: oriented waves of each channel's own, and something that moves through all of them.</summary>
internal static class MovingFeatures
{
    private const int Channels = 64;
    private const int Side = 40;

    /// <param name="turn">0..1 is once round.</param>
    public static FeatureTensor At(double turn)
    {
        float[] values = new float[Channels * Side * Side];
        var random = new Random(7);
        double x0 = (Side / 2.0) + (11 * Math.Sin(turn * Math.Tau));
        double y0 = (Side / 2.0) + (9 * Math.Cos(turn * Math.Tau));
        int at = 0;
        for (int c = 0; c < Channels; c++)
        {
            double angle = random.NextDouble() * Math.PI, rate = 0.15 + (0.5 * random.NextDouble()), phase = random.NextDouble() * Math.Tau;
            double strength = 0.3 + random.NextDouble(), peak = random.Next(4);
            for (int y = 0; y < Side; y++)
            {
                for (int x = 0; x < Side; x++)
                {
                    double wave = strength * Math.Sin((((x * Math.Cos(angle)) + (y * Math.Sin(angle))) * rate) + phase + (turn * Math.Tau));
                    double blob = peak * Math.Exp(-(((x - x0) * (x - x0)) + ((y - y0) * (y - y0))) / 40);
                    double sum = wave + blob;
                    values[at++] = (float)Math.Max(sum, 0.1 * sum);
                }
            }
        }

        return FeatureTensor.FromFloats(values, new TensorShape(1, Channels, Side, Side), "conv2");
    }
}
