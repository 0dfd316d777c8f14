namespace VideoFeat.Bridges.Transform.Calibration;

/// <summary>Where coefficients lie within their levels' intervals.</summary>
internal static class ShrinkMeter
{
    private static readonly int[] Qualities = [0, 16];

    // Pulls classes that were seldom seen towards what a Laplacian has.
    private const double Prior = 20;

    /// <summary>The mean distance below the level, for level 1 and for those above, by ratio class; in 1/256 of the step.</summary>
    public static byte[] Measure(TensorCodec codec, IReadOnlyList<float[]> sets)
    {
        const int classes = TensorTransform.RatioClasses;
        var sums = new double[2 * classes];
        var counts = new double[2 * classes];
        for (int i = 0; i < counts.Length; i++)
        {
            counts[i] = Prior;
            sums[i] = Prior * (i < classes ? 0.05 : 0.06);
        }

        int length = codec.Geometry.ChannelElements;
        BlockRun[] runs = [.. BlockRun.All(codec.Grid)];
        foreach (float[] set in sets.Take(12))
        {
            var levels = new short[codec.Elements];
            foreach (int quality in Qualities)
            {
                var components = new float[codec.Elements];
                codec.Analyze(set, components);
                codec.Quantize(components, quality, 0, levels);
                var steps = new CoefficientSteps(codec.Transform, quality);
                for (int k = 0; k < codec.Transform.Components; k++)
                {
                    steps.Open(k);
                    int state = 0;
                    foreach (BlockRun run in runs)
                    {
                        for (int u = 0; u < run.Length; u++)
                        {
                            int pair = run.Class(u);
                            int at = (k * length) + run.Start + u;
                            float size = Math.Abs(components[at]) / steps.Steps[pair];
                            int level = Math.Abs(levels[at]);
                            if (level > 0)
                            {
                                int i = (level == 1 ? 0 : classes) + steps.Ratios[pair];
                                sums[i] += level - (0.5f * LevelState.Quantizer(state)) - size;
                                counts[i]++;
                            }

                            state = LevelState.Next(state, level);
                        }
                    }
                }
            }
        }

        return [.. sums.Select((s, i) => (byte)Math.Clamp(Math.Round(256 * s / counts[i]), 0, 127))];
    }
}
