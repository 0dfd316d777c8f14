namespace VideoFeat.Packing.Layout;

/// <summary>Orders of channels in which neighbours resemble one another, for layouts whose codec predicts one channel from the last.</summary>
public static class ChannelOrdering
{
    /// <summary>Channels are compared by the means of at most 8x8 blocks.</summary>
    private const int Grid = 8;

    /// <summary>Above this the chain, whose work grows with the square, gives way to sorting by mean.</summary>
    private const int MostChained = 4096;

    /// <summary>A chain from the channel of least energy on, each followed by the most similar one left (least squared difference of block means).
    /// The order is meant to be found once, from typical values, and kept for a stream.</summary>
    /// <param name="values">One set's elements in the tensor's axis order; finite.</param>
    /// <param name="spec">The tensor.</param>
    /// <returns>The channel at each position, for <see cref="LayoutOptions.ChannelOrders"/>.</returns>
    /// <exception cref="ArgumentException">Another number of values than one set has.</exception>
    public static int[] BySimilarity(ReadOnlySpan<float> values, TensorSpec spec)
    {
        ChannelGeometry geometry = ChannelGeometry.Of(spec);
        if (values.Length != geometry.Elements)
        {
            throw new ArgumentException($"{spec} has {geometry.Elements} elements a set; got {values.Length}.", nameof(values));
        }

        int rows = Math.Min(Grid, geometry.Height);
        int columns = Math.Min(Grid, geometry.Width);
        int size = rows * columns;
        double[] means = new double[geometry.Channels * size];
        int[] counts = new int[size];
        for (int y = 0; y < geometry.Height; y++)
        {
            for (int x = 0; x < geometry.Width; x++)
            {
                int cell = ((int)((long)y * rows / geometry.Height) * columns) + (int)((long)x * columns / geometry.Width);
                counts[cell]++;
                for (int c = 0; c < geometry.Channels; c++)
                {
                    int at = geometry.Interleaved
                        ? (((y * geometry.Width) + x) * geometry.Channels) + c
                        : (((c * geometry.Height) + y) * geometry.Width) + x;
                    means[(c * size) + cell] += values[at];
                }
            }
        }

        for (int i = 0; i < means.Length; i++)
        {
            means[i] /= counts[i % size];
        }

        return geometry.Channels > MostChained ? ByMean(means, size) : Chain(means, size);
    }

    private static int[] ByMean(double[] means, int size)
    {
        double[] sums = [.. means.Chunk(size).Select(block => block.Sum())];
        int[] order = [.. Enumerable.Range(0, sums.Length)];
        Array.Sort(order, (a, b) => sums[a] != sums[b] ? sums[a].CompareTo(sums[b]) : a.CompareTo(b));
        return order;
    }

    private static int[] Chain(double[] means, int size)
    {
        int channels = means.Length / size;
        int[] order = [.. Enumerable.Range(0, channels)];
        double[] zero = new double[size];
        for (int position = 0; position < channels; position++)
        {
            ReadOnlySpan<double> last = position == 0 ? zero : means.AsSpan(order[position - 1] * size, size);
            int best = position;
            double least = double.PositiveInfinity;
            for (int i = position; i < channels; i++)
            {
                double distance = Distance(last, means.AsSpan(order[i] * size, size));
                if (distance < least || (distance == least && order[i] < order[best]))
                {
                    (best, least) = (i, distance);
                }
            }

            (order[position], order[best]) = (order[best], order[position]);
        }

        return order;
    }

    private static double Distance(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }

        return sum;
    }
}
