using VideoFeat.Packing;

namespace VideoFeat.Tests;

/// <summary>Feature-like tensors, made from a seed.</summary>
internal static class Tensors
{
    /// <summary>Rectified, spatially correlated, about half zeros: what a convolution with ReLU gives.</summary>
    public static FeatureTensor Features(TensorShape shape, int seed = 0, string name = "", AxisOrder order = AxisOrder.ChannelsFirst)
    {
        Random random = Seeds.Random(seed);
        var values = new float[shape.Elements];
        int width = shape[shape.Rank - 1];
        double phase = random.NextDouble() * 6, rate = 0.1 + (random.NextDouble() * 0.3);
        for (int i = 0; i < values.Length; i++)
        {
            double wave = Math.Sin((i % width * rate) + phase) + Math.Sin((i / width * rate * 0.7) + (i / 997));
            values[i] = (float)Math.Max(0, wave + (random.NextDouble() * 0.2));
        }

        return FeatureTensor.FromFloats(values, shape, name, order);
    }

    /// <summary>Integers 0..peak over and over, starting at <paramref name="start"/>: with a fixed range of 0..peak each is its own code.</summary>
    public static FeatureTensor Ramp(TensorShape shape, int peak, int start = 0)
    {
        var values = new float[shape.Elements];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (i + start) % (peak + 1);
        }

        return FeatureTensor.FromFloats(values, shape);
    }
}
