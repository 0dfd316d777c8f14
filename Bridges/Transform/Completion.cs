namespace VideoFeat.Bridges.Transform;

/// <summary>
/// The encoder's freedom at an activation's ends: a value that was clipped there may decode to anything beyond, since the decoder clamps. So it is replaced by what it would
/// decode to where that lies beyond, which leaves smoother planes with fewer levels; a few rounds of projecting either way.
/// </summary>
internal static class Completion
{
    /// <summary>Rounds: 1 gives most of what 3 give.</summary>
    public const int Rounds = 2;

    /// <summary>Replaces clipped values where the decoded ones lie beyond the clip.</summary>
    /// <param name="transform">The tensor's.</param>
    /// <param name="source">What the tensor holds, less the channels' means.</param>
    /// <param name="decoded">What a decoder would have before it clamps, less the means.</param>
    /// <param name="target">What to code instead; less the means.</param>
    public static void Project(TensorTransform transform, ReadOnlySpan<float> source, ReadOnlySpan<float> decoded, Span<float> target)
    {
        int length = source.Length / transform.Channels;
        bool low = (transform.Clipped & 1) != 0;
        bool high = (transform.Clipped & 2) != 0;
        for (int c = 0; c < transform.Channels; c++)
        {
            // Both ends less the mean as the source has them: what equals an end was clipped.
            float least = low ? transform.Low - transform.Mean[c] : float.NegativeInfinity;
            float most = high ? transform.High - transform.Mean[c] : float.PositiveInfinity;
            for (int i = c * length; i < (c + 1) * length; i++)
            {
                float s = source[i];
                target[i] = s <= least ? Math.Min(s, decoded[i]) : s >= most ? Math.Max(s, decoded[i]) : s;
            }
        }
    }
}
