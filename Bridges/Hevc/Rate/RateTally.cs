namespace VideoFeat.Bridges.Hevc.Rate;

/// <summary>Counts what was wanted and what came.</summary>
/// <param name="targetBits">Bits wanted for each set, above 0.</param>
/// <param name="elements">Elements of a set.</param>
internal sealed class RateTally(double targetBits, long elements)
{
    /// <summary>Bits wanted for each set.</summary>
    public double Target { get; set; } = targetBits;

    /// <summary>What was counted.</summary>
    public RateReport Report { get; private set; } = new();

    /// <summary>A set was coded again.</summary>
    public void CountExtraPass() => Report = Report with { ExtraPasses = Report.ExtraPasses + 1 };

    /// <summary>Counts a set that an encoder's own rate control coded.</summary>
    public void Count(long bits) => Report = Report with
    {
        Sets = Report.Sets + 1,
        Elements = Report.Elements + elements,
        Bits = Report.Bits + bits,
        TargetBits = Report.TargetBits + Target,
    };

    /// <summary>Counts a set that was coded at a QP of ours.</summary>
    public void Count(long bits, int qp, int lowestQp, int highestQp)
    {
        bool over = bits > Target && qp == highestQp;
        bool under = bits < Target && qp == lowestQp;
        Count(bits);
        Report = Report with
        {
            LastQp = qp,
            LowestQp = Math.Min(Report.LowestQp ?? qp, qp),
            HighestQp = Math.Max(Report.HighestQp ?? qp, qp),
            SetsOverAtHighestQp = Report.SetsOverAtHighestQp + (over ? 1 : 0),
            SetsUnderAtLowestQp = Report.SetsUnderAtLowestQp + (under ? 1 : 0),
            IsPinnedHigh = over,
        };
    }
}
