namespace VideoFeat.Bridges.NearLossless;

/// <summary>The two sets before this one, as this one's quantizer would see them: what they mean, in this set's steps with a few bits behind the point.</summary>
/// <param name="Before">The set before.</param>
/// <param name="Earlier">The one before that; the same where there is none.</param>
/// <param name="Errors">The errors of the set before, in its own steps.</param>
/// <param name="Fraction">Bits behind the point.</param>
internal sealed record Past(Planes Before, Planes Earlier, Planes Errors, int Fraction)
{
    /// <summary>What each whole channel of this set adds to the set before.</summary>
    public Planes Innovations { get; } = new(Before.Channels, Before.Height, Before.Width);

    /// <summary>Bits behind the point: a range that changes moves codes by less than a step, which matters where steps are coarse.</summary>
    public static int FractionBits(int bitDepth) => bitDepth == 8 ? 2 : 0;

    /// <summary>A channel of this set is whole, border included.</summary>
    public void Close(Planes codes, int channel)
    {
        int start = channel * codes.PlaneLength;
        ReadOnlySpan<short> now = codes.Values.AsSpan(start, codes.PlaneLength);
        ReadOnlySpan<short> before = Before.Values.AsSpan(start, codes.PlaneLength);
        Span<short> change = Innovations.Values.AsSpan(start, codes.PlaneLength);
        for (int i = 0; i < change.Length; i++)
        {
            change[i] = (short)((now[i] << Fraction) - before[i]);
        }
    }
}
