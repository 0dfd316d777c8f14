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
    /// <param name="most">References that a channel may have.</param>
    /// <param name="past">The sets before; null without.</param>
    /// <param name="kept">For each channel the references that it has already; empty where none has.</param>
    public static ChannelFacts[] Of(
        ReadOnlySpan<ushort> codes, SegmentShape shape, int bitDepth, int most, Past? past, ReadOnlySpan<ChannelReferences?> kept)
    {
        var facts = new ChannelFacts[shape.Channels];
        int elements = shape.Height * shape.Width;
        var counts = new int[1 << bitDepth];
        bool search = most > 0 && shape.Channels > 1 && (kept.IsEmpty || kept.Contains(null));
        float[] details = search ? new float[shape.Elements] : [];
        for (int c = 0; c < facts.Length; c++)
        {
            ReadOnlySpan<ushort> channel = codes.Slice(c * elements, elements);
            (int mode, int count) = Mode(channel, counts);
            ChannelKind kind = count == elements ? ChannelKind.Constant : count > elements * LeastModeShare ? ChannelKind.Mixed : ChannelKind.Predicted;
            ChannelReferences references = default;
            if (search)
            {
                Details(channel, shape.Width, past, c, details.AsSpan(c * elements, elements));
                references = kind == ChannelKind.Constant ? default : References(details, c, elements, most);
            }

            facts[c] = new ChannelFacts(c, kind, mode, references);
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

    // What the neighbours W and N do not say, or the set before, scaled to length 1, so that products of two channels are correlations.
    private static void Details(ReadOnlySpan<ushort> channel, int width, Past? past, int index, Span<float> details)
    {
        float sum = 0;
        for (int i = 0; i < channel.Length; i++)
        {
            float expected;
            if (past is not null)
            {
                expected = past.Before.Values[past.Before.Row(index, i / width) + (i % width)] / (float)(1 << past.Fraction);
            }
            else
            {
                int west = i % width != 0 ? channel[i - 1] : i > 0 ? channel[i - width] : channel[0];
                int north = i >= width ? channel[i - width] : west;
                expected = (west + north) * 0.5f;
            }

            details[i] = channel[i] - expected;
            sum += details[i];
        }

        float mean = sum / details.Length;
        double power = 0;
        foreach (ref float detail in details)
        {
            detail -= mean;
            power += detail * detail;
        }

        float scale = power > 0 ? (float)(1 / Math.Sqrt(power)) : 0;
        foreach (ref float detail in details)
        {
            detail *= scale;
        }
    }

    // A reference must save more than its number costs: a correlation r saves about -log2(1 - r^2) / 2 bits an element, the k-th perhaps a k-th of it.
    private static ChannelReferences References(ReadOnlySpan<float> details, int channel, int elements, int most)
    {
        Span<double> squares = stackalloc double[most];
        Span<int> channels = stackalloc int[most];
        squares.Clear();
        ReadOnlySpan<float> own = details.Slice(channel * elements, elements);
        for (int c = Math.Max(0, channel - Window); c < channel; c++)
        {
            double square = Product(own, details.Slice(c * elements, elements));
            square *= square;
            int at = most;
            while (at > 0 && square > squares[at - 1])
            {
                at--;
            }

            if (at < most)
            {
                squares[at..^1].CopyTo(squares[(at + 1)..]);
                channels[at..^1].CopyTo(channels[(at + 1)..]);
                (squares[at], channels[at]) = (square, c + 1);
            }
        }

        double cost = Math.Log2(channel + 2) + 2;
        int count = 0;
        while (count < most && Saved(squares[count], elements) / (count + 1) > cost)
        {
            count++;
        }

        return ChannelReferences.Of(channels[..count]);
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
