using System.Runtime.CompilerServices;

namespace VideoFeat.Bridges.Entropy;

/// <summary>
/// The adaptive probability of one binary decision that comes very often: the mean of a part that follows slowly and one that follows fast. No limit to check and
/// nothing to look up once it has settled, so that a row of decisions is a loop without a branch on them.
/// </summary>
/// <param name="Slow">0..<see cref="Whole"/>; comes to move by 1/61.5.</param>
/// <param name="Fast">0..<see cref="Whole"/>; comes to move by 1/11.5.</param>
/// <param name="Seen">Decisions so far, at most <see cref="SlowLimit"/>.</param>
internal record struct PairCounter(ulong Slow, ulong Fast, int Seen)
{
    /// <summary>What a part comes to where all decisions are 1: 65504 - 32 in 1/65536, with 10 bits behind the point.</summary>
    public const ulong Whole = 65472ul << 10;

    private const int SlowLimit = 60;
    private const int FastLimit = 10;

    /// <summary>One half, nothing seen.</summary>
    public static PairCounter Initial => new(Whole / 2, Whole / 2, 0);

    /// <summary>Of so many decisions that follow, how many move the parts by the same shares.</summary>
    public readonly int Settled(int count) => Seen < SlowLimit ? Math.Min(1, count) : count;

    /// <summary>By what share of 65536 the slow part moves next: after n decisions 1/(n + 1.5), as far as its limit.</summary>
    public readonly uint SlowShare => Share(Math.Min(Seen, SlowLimit));

    /// <summary>The same of the fast part.</summary>
    public readonly uint FastShare => Share(Math.Min(Seen, FastLimit));

    /// <summary>What a share adds where the decision is 1.</summary>
    public static ulong Gain(uint share) => (Whole * share) >> 16;

    /// <summary>The probability of 1 in 1/65536, 32..65504.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong P16(ulong slow, ulong fast) => 32 + ((slow + fast) >> 11);

    /// <summary>A part after a decision of 0; after 1 its <see cref="Gain"/> comes to it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Faded(ulong part, uint share) => part - ((part * share) >> 16);

    /// <summary>The counter after so many decisions more.</summary>
    public readonly PairCounter Moved(ulong slow, ulong fast, int count) => new(slow, fast, Math.Min(SlowLimit, Seen + count));

    private static uint Share(int seen) => (uint)((2 * 65536) / ((2 * seen) + 3));
}
