using VideoFeat.Packing;

namespace VideoFeat.Benchmarks;

/// <summary>Made features: what a convolution leaves behind, smooth within a channel, of another size in each, a third of them zeroed by a ReLU; no channel is all zero.</summary>
internal static class SampleFeatures
{
    public static FeatureSet Make(int channels, int height, int width, int seed)
    {
        var random = new Random(seed);
        FeatureTensor tensor = FeatureTensor.Rent(new TensorSpec("features", ElementType.Float32, new TensorShape(channels, height, width)));
        Span<float> values = tensor.Floats;
        for (int c = 0; c < channels; c++)
        {
            float scale = (float)Math.Exp((2 * random.NextDouble()) - 1);
            double fx = random.NextDouble() / 3, fy = random.NextDouble() / 3, phase = random.NextDouble() * 6;
            for (int i = 0; i < height * width; i++)
            {
                double smooth = Math.Sin((fx * (i % width)) + phase) + Math.Cos((fy * (i / width)) + phase);
                smooth += i == 0 ? 3 : 0;
                values[(c * height * width) + i] = scale * (float)Math.Max(0, smooth + 0.4 + (0.2 * random.NextDouble()));
            }
        }

        return new FeatureSet(tensor);
    }
}
