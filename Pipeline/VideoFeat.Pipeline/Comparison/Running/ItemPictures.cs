using VideoFeat.Comparison.Results;
using VideoFeat.Packing;
using VideoFeat.Pictures;

namespace VideoFeat.Comparison.Running;

/// <summary>Channel maps and mosaics of the first set of an item. Tensors whose channels do not come first are left out.</summary>
internal static class ItemPictures
{
    private const int MostChannels = 64;
    private const int MostTensors = 3;

    public static IReadOnlyList<ChannelMap> Channels(string item, string codec, string point, FeatureSet source, FeatureSet restored) =>
        [.. Shown(source).Select(t => Map(item, codec, point, t, source[t], restored[t]))];

    public static IEnumerable<MosaicPicture> Before(string item, FeatureSet source) => Shown(source).Select(t =>
    {
        (float low, float high) = Range(source[t].Floats);
        return Picture(item, "", "", t, MosaicKind.Before, source[t], source[t].Floats, low, high);
    });

    public static IEnumerable<MosaicPicture> After(string item, string codec, string point, FeatureSet source, FeatureSet restored)
    {
        foreach (int t in Shown(source))
        {
            (float low, float high) = Range(source[t].Floats);
            yield return Picture(item, codec, point, t, MosaicKind.After, source[t], restored[t].Floats, low, high);
            float[] difference = Difference(source[t].Floats, restored[t].Floats);
            yield return Picture(item, codec, point, t, MosaicKind.Difference, source[t], difference, 0, difference.Max());
        }
    }

    private static IEnumerable<int> Shown(FeatureSet set) =>
        Enumerable.Range(0, Math.Min(MostTensors, set.Count)).Where(t => set[t].Spec.Order == AxisOrder.ChannelsFirst && set[t].Shape.Rank is 3 or 4);

    private static ChannelMap Map(string item, string codec, string point, int tensor, FeatureTensor source, FeatureTensor restored)
    {
        ChannelGeometry geometry = ChannelGeometry.Of(source.Spec);
        int area = geometry.Elements / geometry.Channels;
        var mse = new double[geometry.Channels];
        var worst = new double[geometry.Channels];
        var entropy = new double[geometry.Channels];
        for (int c = 0; c < geometry.Channels; c++)
        {
            ReadOnlySpan<float> x = source.Floats.Slice(c * area, area), y = restored.Floats.Slice(c * area, area);
            var counts = new Dictionary<float, int>();
            double sum = 0;
            for (int i = 0; i < area; i++)
            {
                double error = (double)x[i] - y[i];
                sum += error * error;
                worst[c] = Math.Max(worst[c], Math.Abs(error));
                counts[y[i]] = counts.GetValueOrDefault(y[i]) + 1;
            }

            mse[c] = sum / area;
            entropy[c] = -counts.Values.Sum(n => (double)n / area * Math.Log2((double)n / area));
        }

        return new ChannelMap { Item = item, Codec = codec, Point = point, Tensor = tensor, Mse = mse, MaxError = worst, EntropyBits = entropy };
    }

    private static MosaicPicture Picture(
        string item, string codec, string point, int tensor, MosaicKind kind, FeatureTensor shape, ReadOnlySpan<float> values, float low, float high)
    {
        ChannelGeometry geometry = ChannelGeometry.Of(shape.Spec);
        int channels = Math.Min(MostChannels, geometry.Channels);
        int columns = (int)Math.Ceiling(Math.Sqrt(channels));
        int rows = (channels + columns - 1) / columns;
        (int h, int w) = (geometry.Height, geometry.Width);

        // A line of one pixel keeps the channels apart.
        int width = (columns * (w + 1)) - 1, height = (rows * (h + 1)) - 1;
        var pixels = new byte[width * height];
        float scale = high > low ? 255 / (high - low) : 0;
        for (int c = 0; c < channels; c++)
        {
            for (int y = 0; y < h; y++)
            {
                int to = (((c / columns * (h + 1)) + y) * width) + (c % columns * (w + 1));
                for (int x = 0; x < w; x++)
                {
                    pixels[to + x] = (byte)Math.Clamp(MathF.Round((values[(((c * h) + y) * w) + x] - low) * scale), 0, 255);
                }
            }
        }

        return new MosaicPicture
        {
            Item = item,
            Codec = codec,
            Point = point,
            Tensor = tensor,
            Kind = kind,
            Width = width,
            Height = height,
            Black = low,
            White = high,
            Png = Convert.ToBase64String(PngFile.WriteGrey(pixels, width)),
        };
    }

    private static (float Low, float High) Range(ReadOnlySpan<float> values)
    {
        float low = float.PositiveInfinity, high = float.NegativeInfinity;
        foreach (float v in values)
        {
            low = Math.Min(low, v);
            high = Math.Max(high, v);
        }

        return (low, high);
    }

    private static float[] Difference(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        var difference = new float[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            difference[i] = Math.Abs(x[i] - y[i]);
        }

        return difference;
    }
}
