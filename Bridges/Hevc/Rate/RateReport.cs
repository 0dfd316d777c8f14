using System.Globalization;

namespace VideoFeat.Bridges.Hevc.Rate;

/// <summary>What rate control was asked for and what it reached, all bytes of the access units counted.</summary>
public sealed record RateReport
{
    /// <summary>Farther from the target than this is said (<see cref="Note"/>).</summary>
    public const double Tolerance = 0.05;

    /// <summary>Sets coded.</summary>
    public long Sets { get; init; }

    /// <summary>Their elements.</summary>
    public long Elements { get; init; }

    /// <summary>Their bits.</summary>
    public long Bits { get; init; }

    /// <summary>The bits that were wanted for them.</summary>
    public double TargetBits { get; init; }

    /// <summary>QP of the newest set; null where the encoder keeps its own rate control.</summary>
    public int? LastQp { get; init; }

    /// <summary>Lowest QP of a set; null where the encoder keeps its own rate control.</summary>
    public int? LowestQp { get; init; }

    /// <summary>Highest QP of a set; null where the encoder keeps its own rate control.</summary>
    public int? HighestQp { get; init; }

    /// <summary>Sets that took more than their share at the highest QP allowed.</summary>
    public long SetsOverAtHighestQp { get; init; }

    /// <summary>Sets that took less than their share at the lowest QP allowed.</summary>
    public long SetsUnderAtLowestQp { get; init; }

    /// <summary>True where the newest set took more than its share at the highest QP allowed: only fewer sets a second help.</summary>
    public bool IsPinnedHigh { get; init; }

    /// <summary>Times a set was coded again because its QP missed.</summary>
    public long ExtraPasses { get; init; }

    /// <summary>Mean over the target, less one: 0.1 is 10 % too much. 0 before the first set.</summary>
    public double Deviation => TargetBits > 0 ? (Bits / TargetBits) - 1 : 0;

    /// <summary>One sentence where the mean missed its target by more than <see cref="Tolerance"/>, with the reason; else null.</summary>
    public string? Note
    {
        get
        {
            if (Math.Abs(Deviation) <= Tolerance)
            {
                return null;
            }

            string reason = SetsOverAtHighestQp > 0 && Deviation > 0 ? $"{SetsOverAtHighestQp} of {Sets} sets take more even at QP {HighestQp}, the highest allowed"
                : SetsUnderAtLowestQp > 0 && Deviation < 0 ? $"{SetsUnderAtLowestQp} of {Sets} sets take less even at QP {LowestQp}, the lowest allowed"
                : LastQp is null ? "the encoder's own rate control missed it"
                : Sets == 1 ? "one set comes no nearer, for QP goes by whole steps"
                : "too few sets to even it out";
            return string.Create(
                CultureInfo.InvariantCulture,
                $"The rate is {(double)Bits / Elements:F4} bits per element, {Math.Abs(Deviation):P0} {(Deviation > 0 ? "above" : "below")} the target of {TargetBits / Elements:F4}: {reason}.");
        }
    }
}
