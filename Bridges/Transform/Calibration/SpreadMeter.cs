namespace VideoFeat.Bridges.Transform.Calibration;

/// <summary>Spreads of coefficients, and what rate they promise.</summary>
internal static class SpreadMeter
{
    // A class that was never seen is taken for this far below the step of one standard deviation.
    private const double Floor = 1e-6;

    /// <summary>Mean squares of coefficients: component after component, <see cref="FrequencyClass.Pairs"/> each; negative where a class has none.</summary>
    public static double[] Squares(TensorCodec codec, IReadOnlyList<float[]> sets)
    {
        int components = codec.Transform.Components;
        int length = codec.Geometry.ChannelElements;
        var sums = new double[components * FrequencyClass.Pairs];
        var counts = new long[components * FrequencyClass.Pairs];
        BlockRun[] runs = [.. BlockRun.All(codec.Grid)];
        var planes = new float[codec.Elements];
        foreach (float[] set in sets)
        {
            codec.Analyze(set, planes);
            Parallel.For(0, components, k =>
            {
                Span<float> plane = planes.AsSpan(k * length, length);
                BlockTransform.Forward(codec.Grid, plane);
                foreach (BlockRun run in runs)
                {
                    for (int u = 0; u < run.Length; u++)
                    {
                        int i = (k * FrequencyClass.Pairs) + run.Class(u);
                        float c = plane[run.Start + u];
                        sums[i] += c * c;
                        counts[i]++;
                    }
                }
            });
        }

        for (int i = 0; i < sums.Length; i++)
        {
            sums[i] = counts[i] > 0 ? sums[i] / counts[i] : -1;
        }

        return sums;
    }

    /// <summary>Exponents of spreads; a class without any takes the nearest lower one's.</summary>
    public static short[] Exponents(double[] squares, double deviation)
    {
        var spread = new short[squares.Length];
        for (int i = 0; i < spread.Length; i++)
        {
            int row = i / FrequencyClass.Pairs * FrequencyClass.Pairs;
            int v = i % FrequencyClass.Pairs / FrequencyClass.Count, u = i % FrequencyClass.Count;
            while (squares[row + (v * FrequencyClass.Count) + u] < 0 && (u > 0 || v > 0))
            {
                (u, v) = u >= v ? (u - 1, v) : (u, v - 1);
            }

            double square = Math.Max(squares[row + (v * FrequencyClass.Count) + u], deviation * deviation * Floor * Floor);
            spread[i] = (short)Octaves.Nearest(Math.Sqrt(square));
        }

        return spread;
    }

    /// <summary>Bits an element that coefficients of these spreads promise at a step (reverse water-filling).</summary>
    public static double Rate(TensorCodec codec, double[] squares, double step)
    {
        double distortion = step * step / 12;
        double bits = 0;
        foreach (BlockRun run in BlockRun.All(codec.Grid))
        {
            for (int u = 0; u < run.Length; u++)
            {
                for (int k = 0; k < codec.Transform.Components; k++)
                {
                    bits += 0.5 * Math.Log2(1 + (Math.Max(0, squares[(k * FrequencyClass.Pairs) + run.Class(u)]) / distortion));
                }
            }
        }

        return bits / codec.Elements;
    }
}
