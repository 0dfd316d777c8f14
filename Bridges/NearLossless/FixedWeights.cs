namespace VideoFeat.Bridges.NearLossless;

/// <summary>The four weights of a prediction, fitted to a segment by least squares.</summary>
internal readonly record struct FixedWeights(sbyte West, sbyte North, sbyte NorthWest, sbyte NorthEast)
{
    /// <summary>Bits behind the point of a weight.</summary>
    public const int WeightBits = 6;

    private const int Unknowns = 4;

    // Enough elements to fit four weights; of a large segment every sixth row.
    private const int RowStepShift = 13;
    private const int MostRowStep = 6;

    /// <summary>Fits the weights; elements at their channel's mode are coded apart and left out.</summary>
    public static FixedWeights Fit(ReadOnlySpan<ushort> codes, SegmentShape shape, ChannelFacts[] facts)
    {
        Span<long> sums = stackalloc long[Unknowns * (Unknowns + 1)];
        sums.Clear();
        int w = shape.Width;
        int step = Math.Clamp(shape.Elements >> RowStepShift, 1, MostRowStep);
        foreach (ChannelFacts channel in facts)
        {
            for (int y = 1 + (channel.Index % step); y < shape.Height; y += step)
            {
                ReadOnlySpan<ushort> rows = codes.Slice(((channel.Index * shape.Height) + y - 1) * w, 2 * w);
                for (int x = 1; x < w - 1; x++)
                {
                    long v = rows[w + x] - channel.Mode;
                    if (v == 0)
                    {
                        continue;
                    }

                    long west = rows[w + x - 1] - channel.Mode;
                    long north = rows[x] - channel.Mode;
                    long northWest = rows[x - 1] - channel.Mode;
                    long northEast = rows[x + 1] - channel.Mode;
                    sums[0] += west * west;
                    sums[1] += west * north;
                    sums[2] += west * northWest;
                    sums[3] += west * northEast;
                    sums[4] += west * v;
                    sums[6] += north * north;
                    sums[7] += north * northWest;
                    sums[8] += north * northEast;
                    sums[9] += north * v;
                    sums[12] += northWest * northWest;
                    sums[13] += northWest * northEast;
                    sums[14] += northWest * v;
                    sums[18] += northEast * northEast;
                    sums[19] += northEast * v;
                }
            }
        }

        return Solve(sums);
    }

    private static FixedWeights Solve(ReadOnlySpan<long> sums)
    {
        var a = new double[Unknowns, Unknowns + 1];
        for (int i = 0; i < Unknowns; i++)
        {
            for (int j = 0; j <= Unknowns; j++)
            {
                a[i, j] = i <= j || j == Unknowns ? sums[(i * (Unknowns + 1)) + j] : sums[(j * (Unknowns + 1)) + i];
            }

            a[i, i] += 1;
        }

        for (int i = 0; i < Unknowns; i++)
        {
            for (int row = 0; row < Unknowns; row++)
            {
                double factor = row == i ? 0 : a[row, i] / a[i, i];
                for (int j = i; j <= Unknowns; j++)
                {
                    a[row, j] -= factor * a[i, j];
                }
            }
        }

        return new FixedWeights(Weight(0), Weight(1), Weight(2), Weight(3));

        sbyte Weight(int i) => (sbyte)Math.Clamp(Math.Round(a[i, Unknowns] / a[i, i] * (1 << WeightBits)), -128, 127);
    }
}
