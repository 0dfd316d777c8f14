using VideoFeat.Packing;

namespace VideoFeat.Bridges.Carrier;

/// <summary>Channels of a tensor that a bridge codes together, apart from all others.</summary>
/// <param name="Tensor">Which tensor of the set.</param>
/// <param name="First">Its first channel.</param>
/// <param name="Channels">How many.</param>
internal readonly record struct Segment(int Tensor, int First, int Channels)
{
    /// <summary>The segments that an encoder makes of a set: of about so many elements each, whole channels.</summary>
    public static List<Segment> Of(IReadOnlyList<ChannelGeometry> tensors, int elements)
    {
        var segments = new List<Segment>();
        for (int t = 0; t < tensors.Count; t++)
        {
            int count = Math.Min(tensors[t].Channels, ((tensors[t].Elements - 1) / elements) + 1);
            for (int s = 0; s < count; s++)
            {
                int first = (int)((long)tensors[t].Channels * s / count);
                segments.Add(new Segment(t, first, (int)((long)tensors[t].Channels * (s + 1) / count) - first));
            }
        }

        return segments;
    }

    /// <summary>Its part of the codes of its tensor.</summary>
    public Span<T> Part<T>(T[] codes, ChannelGeometry tensor) => codes.AsSpan(First * tensor.ChannelElements, Channels * tensor.ChannelElements);
}
