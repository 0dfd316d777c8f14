using System.Numerics;
using System.Runtime.InteropServices;

namespace VideoFeat.Bridges.NearLossless;

/// <summary>The encoder's choices for the channels of a segment. Floating point is free here: what it decides is written into the stream.</summary>
internal static class ChannelAnalysis
{
    // A mode below this share of a channel costs more as a question of its own than it saves.
    private const double LeastModeShare = 0.04;

    // Earlier channels that are looked at for the one most like a channel.
    private const int Window = 512;

    /// <summary>Facts of all channels.</summary>
    /// <param name="codes">The segment's codes, channel after channel.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="bitDepth">Bits of a code.</param>
    /// <param name="references">True where channels refer to earlier ones.</param>
    public static ChannelFacts[] Of(ReadOnlySpan<ushort> codes, SegmentShape shape, int bitDepth, bool references)
    {
        var facts = new ChannelFacts[shape.Channels];
        int elements = shape.Height * shape.Width;
        var counts = new int[1 << bitDepth];
        float[] details = references && shape.Channels > 1 ? new float[shape.Elements] : [];
        for (int c = 0; c < facts.Length; c++)
        {
            ReadOnlySpan<ushort> channel = codes.Slice(c * elements, elements);
            (int mode, int count) = Mode(channel, counts);
            ChannelKind kind = count == elements ? ChannelKind.Constant : count > elements * LeastModeShare ? ChannelKind.Mixed : ChannelKind.Predicted;
            (int first, int second) = (0, 0);
            if (details.Length > 0)
            {
                Details(channel, shape.Width, details.AsSpan(c * elements, elements));
                (first, second) = kind == ChannelKind.Constant ? (0, 0) : References(details, c, elements);
            }

            facts[c] = new ChannelFacts(c, kind, mode, first, second);
        }

        return facts;
    }

    private static (int Mode, int Count) Mode(ReadOnlySpan<ushort> channel, int[] counts)
    {
        int mode = channel[0];
        foreach (ushort code in channel)
        {
            if (++counts[code] > counts[mode])
            {
                mode = code;
            }
        }

        int count = counts[mode];
        foreach (ushort code in channel)
        {
            counts[code] = 0;
        }

        return (mode, count);
    }

    // What the neighbours W and N do not say, scaled to length 1, so that products of two channels are correlations.
    private static void Details(ReadOnlySpan<ushort> channel, int width, Span<float> details)
    {
        double power = 0;
        for (int i = 0; i < channel.Length; i++)
        {
            int west = i % width != 0 ? channel[i - 1] : i > 0 ? channel[i - width] : channel[0];
            int north = i >= width ? channel[i - width] : west;
            float detail = channel[i] - ((west + north) * 0.5f);
            details[i] = detail;
            power += detail * detail;
        }

        float scale = power > 0 ? (float)(1 / Math.Sqrt(power)) : 0;
        foreach (ref float detail in details)
        {
            detail *= scale;
        }
    }

    // A reference must save more than its number costs: a correlation r saves about -log2(1 - r^2) / 2 bits an element.
    private static (int First, int Second) References(ReadOnlySpan<float> details, int channel, int elements)
    {
        (double First, double Second) best = (0, 0);
        (int first, int second) = (0, 0);
        ReadOnlySpan<float> own = details.Slice(channel * elements, elements);
        for (int c = Math.Max(0, channel - Window); c < channel; c++)
        {
            double r = Product(own, details.Slice(c * elements, elements));
            r *= r;
            if (r > best.First)
            {
                (best, second, first) = ((r, best.First), first, c + 1);
            }
            else if (r > best.Second)
            {
                (best.Second, second) = (r, c + 1);
            }
        }

        double cost = Math.Log2(channel + 2) + 2;
        if (Saved(best.First, elements) <= cost)
        {
            return (0, 0);
        }

        return (first, Saved(best.Second, elements) / 2 > cost ? second : 0);
    }

    private static double Saved(double square, int elements) => -0.5 * Math.Log2(1 - Math.Min(square, 0.9999)) * elements;

    private static float Product(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        ReadOnlySpan<Vector<float>> va = MemoryMarshal.Cast<float, Vector<float>>(a);
        ReadOnlySpan<Vector<float>> vb = MemoryMarshal.Cast<float, Vector<float>>(b);
        Vector<float> sum = Vector<float>.Zero;
        for (int i = 0; i < va.Length; i++)
        {
            sum += va[i] * vb[i];
        }

        float product = Vector.Sum(sum);
        for (int i = va.Length * Vector<float>.Count; i < a.Length; i++)
        {
            product += a[i] * b[i];
        }

        return product;
    }
}
