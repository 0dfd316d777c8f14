using System.Runtime.InteropServices;
using VideoFeat.Packing;

namespace VideoFeat.Bridges.Transform;

/// <summary>Applies a <see cref="Restoration"/> and the clamp to the decoded channels of a tensor. Outside of every prediction loop: floats may be sloppy.</summary>
internal static class Restorer
{
    /// <param name="transform">The tensor's.</param>
    /// <param name="quality">What the stream was coded at.</param>
    /// <param name="geometry">The channels.</param>
    /// <param name="values">Channel after channel, less their means; on return with them.</param>
    public static void Apply(TensorTransform transform, int quality, ChannelGeometry geometry, Span<float> values)
    {
        Restoration? restoration = For(transform, quality);
        int length = geometry.ChannelElements;
        float[] filtered = restoration?.Filters.Length > 0 ? new float[length] : [];
        for (int c = 0; c < transform.Channels; c++)
        {
            Span<float> channel = values.Slice(c * length, length);
            if (restoration?.Filters.Length > 0)
            {
                Filter(restoration.Filters.AsSpan(c * Restoration.FilterWeights, Restoration.FilterWeights), geometry, channel, filtered);
                filtered.CopyTo(channel);
            }

            float mean = transform.Mean[c];
            foreach (ref float value in channel)
            {
                value += mean;
            }

            if (restoration?.Tables.Length > 0)
            {
                Map(restoration.Tables.AsSpan(c * 2 * Restoration.Points, 2 * Restoration.Points), channel);
            }

            foreach (ref float value in channel)
            {
                value = Math.Clamp(value, transform.Low, transform.High);
            }
        }
    }

    // The one of the nearest quality; none for levels so fine that what was fitted to coarser ones would do harm.
    private static Restoration? For(TensorTransform transform, int quality) =>
        transform.Restorations.Count > 0 && quality >= transform.Restorations.Min(r => r.Quality) - Octaves.Each
            ? transform.Restorations.MinBy(r => Math.Abs(r.Quality - quality))
            : null;

    /// <summary>3x3 with edges repeated.</summary>
    internal static void Filter(ReadOnlySpan<Half> weights, ChannelGeometry geometry, ReadOnlySpan<float> channel, Span<float> filtered)
    {
        Span<float> w = stackalloc float[Restoration.FilterWeights];
        for (int i = 0; i < w.Length; i++)
        {
            w[i] = (float)weights[i];
        }

        (int height, int width) = (geometry.Height, geometry.Width);
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<float> above = channel.Slice(Math.Max(0, y - 1) * width, width);
            ReadOnlySpan<float> row = channel.Slice(y * width, width);
            ReadOnlySpan<float> below = channel.Slice(Math.Min(height - 1, y + 1) * width, width);
            Span<float> target = filtered.Slice(y * width, width);
            for (int x = 0; x < width; x++)
            {
                int west = Math.Max(0, x - 1);
                int east = Math.Min(width - 1, x + 1);
                target[x] = (w[0] * above[west]) + (w[1] * above[x]) + (w[2] * above[east]) + (w[3] * row[west]) + (w[4] * row[x]) + (w[5] * row[east])
                    + (w[6] * below[west]) + (w[7] * below[x]) + (w[8] * below[east]) + w[9];
            }
        }
    }

    /// <summary>Straight lines between the points, beyond them the same distance to the last.</summary>
    internal static void Map(ReadOnlySpan<Half> table, Span<float> values)
    {
        const int points = Restoration.Points;
        Span<float> from = stackalloc float[points];
        Span<float> slope = stackalloc float[points];
        Span<float> to = stackalloc float[points];
        for (int i = 0; i < points; i++)
        {
            (from[i], to[i]) = ((float)table[2 * i], (float)table[(2 * i) + 1]);
        }

        for (int i = 0; i + 1 < points; i++)
        {
            slope[i] = from[i + 1] > from[i] ? (to[i + 1] - to[i]) / (from[i + 1] - from[i]) : 0;
        }

        slope[points - 1] = 1;
        ref float f = ref MemoryMarshal.GetReference(from);
        foreach (ref float value in values)
        {
            if (!(value > f))
            {
                value += to[0] - f;
                continue;
            }

            int i = 0;
            for (int step = points / 2; step > 0; step /= 2)
            {
                i += value >= from[i + step] ? step : 0;
            }

            value = to[i] + (slope[i] * (value - from[i]));
        }
    }
}
