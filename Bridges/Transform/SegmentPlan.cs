namespace VideoFeat.Bridges.Transform;

/// <summary>Components of a tensor that are coded together and know nothing of the others.</summary>
internal static class SegmentPlan
{
    /// <summary>Elements that an encoder aims at.</summary>
    private const int Elements = 1 << 17;

    /// <summary>Components of each segment, in order.</summary>
    public static int[] Of(int components, int planeElements)
    {
        int count = (int)Math.Clamp(((long)components * planeElements) / Elements, 1, components);
        return [.. Enumerable.Range(0, count).Select(i => (int)((long)components * (i + 1) / count) - (int)((long)components * i / count))];
    }
}
